import { ESLintUtils } from '@typescript-eslint/utils';

const typedArray =
  /^(Float(16|32|64)|Big(Int|Uint)64|Int(8|16|32)|Uint(8|8Clamped|16|32))Array$|^Buffer$/;
const loops = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

/** Methods of arrays that call back for each element: loops by another name. */
const loopMethods = new Set([
  ...['map', 'flatMap', 'from', 'forEach', 'filter', 'some', 'every', 'find', 'findIndex'],
  ...['reduce', 'sort', 'toSorted'],
]);

/**
 * `!` says that something is there without looking. It may stand only behind an index into a typed
 * array inside a loop, whose own bounds say so, and where a look would cost time on a hot path.
 */
export const assertedIndex = ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unseen:
        'Look whether it is there: `!` is for typed arrays that a loop indexes in its bounds.',
    },
  },
  defaultOptions: [],
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    return {
      TSNonNullExpression(node) {
        const { expression } = node;
        const indexes =
          expression.type === 'MemberExpression' &&
          expression.computed &&
          typedArray.test(typeName(services, expression.object));
        if (!indexes || !context.sourceCode.getAncestors(node).some(isLoop))
          context.report({ node, messageId: 'unseen' });
      },
    };
  },
});

function isLoop(node) {
  if (loops.has(node.type)) return true;
  if (node.type !== 'ArrowFunctionExpression' || node.parent.type !== 'CallExpression')
    return false;
  const { callee } = node.parent;
  return callee.type === 'MemberExpression' && loopMethods.has(callee.property.name);
}

function typeName(services, node) {
  return services.getTypeAtLocation(node).getSymbol()?.name ?? '';
}
