/**
 * What `source` gives, with the next one on its way while this one is used. Told of a failure is who asks for what
 * failed, after what came before; who leaves early waits until nothing is on its way any more.
 */
export async function* oneAhead<Item>(source: AsyncGenerator<Item>): AsyncGenerator<Item> {
  const ask = () => {
    const next = source.next();
    // Whoever asks for it gets the failure.
    next.catch(() => undefined);
    return next;
  };
  let next = ask();
  try {
    for (;;) {
      const given = await next;
      if (given.done) return;
      next = ask();
      yield given.value;
    }
  } finally {
    await next.catch(() => undefined);
    await source.return(undefined);
  }
}
