/** What a stretch of bases comes to: bases with a value, their extremes and sums. */
export class Summary {
  /** Bases that have a value. */
  bases = 0;
  min = Infinity;
  max = -Infinity;
  /** Over bases, not over bins. */
  sum = 0;
  sumOfSquares = 0;

  /** Takes in a value that covers `bases` bases. */
  add(value: number, bases: number): void {
    this.bases += bases;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.sum += value * bases;
    this.sumOfSquares += value * value * bases;
  }
}
