/** Loaded before the program (`node --import`): its clock is `SHIFT_DAYS` days off. */
const shift = Number(process.env['SHIFT_DAYS']) * 86_400_000;
const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [number?]) =>
    args[0] === undefined ? new target(target.now() + shift) : new target(...(args as [number])),
  get: (target, name) =>
    name === 'now' ? () => target.now() + shift : (Reflect.get(target, name) as unknown),
});
