/** Records that are held at a time, and changed sequences of them: for more of them a tile is read again. */
export const mostHeld = { records: 20_000, sequences: 1 << 19 };
