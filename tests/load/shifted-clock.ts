/** Loaded before the program (`node --import`): its clock is `SHIFT_DAYS` days off. */
const shift = Number(process.env['SHIFT_DAYS']) * 86_400_000;
const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [number]) =>
    args.length > 0 ? new target(...args) : new target(target.now() + shift),
  get: (target, name) =>
    name === 'now' ? () => target.now() + shift : (Reflect.get(target, name) as unknown),
});
