/**
 * Names the arithmetic of pass and heads. Goes up whenever the numbers change, so that a cache never
 * mixes two versions. Kernel, operators and GPUs share one: with the models that ship and the
 * references they are at most 2e-4 of an output's standard deviation apart, over 125 kbp of the tutorial Hawk
 * 1.2e-3 (a GPU and the kernel 4e-5; a GPU whose arithmetic is farther off its probe refuses), far less than a
 * model's own error, and what was computed by one must not be lost to the other.
 */
export const engineVersion = '6';
