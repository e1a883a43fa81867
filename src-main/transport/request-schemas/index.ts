/** What a message may ask of the workbench: a schema a method, a file a capability. */
export { requestSchemas } from './request-schemas.ts';
export { windowCommands, windowCommandSchema } from './window-commands.ts';
