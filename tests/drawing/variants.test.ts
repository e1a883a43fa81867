import { describe, expect, it } from 'vitest';
import type { VariantPoints, VariantRange } from '../../src-main/contract/index.ts';
import {
  alleleColumns,
  drawAlleles,
  drawVariants,
  layOutVariants,
  placesOf,
  variantAxes,
  type VariantPicture,
  type VariantPlot,
} from '../../src-main/drawing/index.ts';
import { seeded } from '../formats/fixtures.ts';
import { RecordingPen } from './recording-pen.ts';

const size = { width: 560, height: 240 };
const contigs = [
  { name: 'one', length: 10_000 },
  { name: 'two', length: 4_000 },
  { name: 'bare', length: 9_000 },
];

/** Some have no effect, some no place, none stands on the last contig. */
function randomPoints(count: number, seed: number): VariantPoints {
  const random = seeded(seed);
  const numbers = (make: () => number) => Float64Array.from({ length: count }, make);
  const maybe = (make: () => number) => () => (random() < 0.2 ? NaN : make());
  const contig = Int32Array.from({ length: count }, () => Math.floor(random() * 3) - 1);
  return {
    contigs: contigs.map(({ name }) => name),
    contig,
    position: Float64Array.from(contig, (own) =>
      Math.floor(random() * (own === 1 ? 4000 : 10_000)),
    ),
    values: {
      score: numbers(maybe(() => 8 * random() - 6)),
      rank: numbers(() => NaN),
      local: numbers(maybe(() => random() - 0.5)),
      distal: numbers(maybe(() => 2 * random() - 1)),
      distance: numbers(maybe(() => Math.floor(60_000 * random()) - 30_000)),
    },
    heads: { risk: numbers(maybe(random)) },
  };
}

const words = {
  track: 'Expression (probability)',
  masked: false,
  labels: [{ id: 'risk', label: 'Risk', unit: 'probability' }],
};

function picturesOf(points: VariantPoints): VariantPicture[] {
  const axes = variantAxes(points, words);
  const axis = (column: string) => axes.find((one) => one.column === column)!;
  return [
    { kind: 'along', places: placesOf(points, contigs), value: axis('distal') },
    { kind: 'scatter', across: axis('score'), up: axis('local') },
    { kind: 'histogram', value: axis('head:risk') },
  ];
}

/** Rows that ranges take, by their numbers alone. */
function rowsIn(ranges: readonly VariantRange[], points: VariantPoints): number[] {
  const rank = (name: string, position: number) => points.contigs.indexOf(name) * 1e9 + position;
  return Array.from(points.position, (_, row) => row).filter((row) =>
    ranges.every((range) => {
      if (range.column === 'position') {
        const own = points.contig[row]! * 1e9 + points.position[row]!;
        const { from, to } = range;
        return own >= rank(from.contig, from.position) && own <= rank(to.contig, to.position);
      }
      const { column, min, max } = range;
      const values = column.startsWith('head:')
        ? points.heads[column.slice(5)]!
        : points.values[column as 'local'];
      return values[row]! >= min && values[row]! <= max;
    }),
  );
}

const rowsOf = (plot: VariantPlot, count: number) =>
  Array.from({ length: count }, (_, row) => row).filter((row) => plot.placeOf(row));

describe('pictures of variants', () => {
  it('offer columns that some variant has a value of, effects first, with their units', () => {
    const axes = variantAxes(randomPoints(40, 1), words);
    expect(axes.map(({ column, title }) => [column, title])).toEqual([
      ['distal', 'Distal effect on Expression (probability)'],
      ['local', 'Local effect, the largest of any track'],
      ['score', 'LLR, ln P(alt)/P(ref)'],
      ['distance', 'Distance to the target with the largest effect, bp'],
      ['head:risk', 'Risk (probability)'],
    ]);
  });

  it('name what has no unit by its label alone', () => {
    const labels = [{ ...words.labels[0]!, unit: '' }];
    const axes = variantAxes(randomPoints(40, 1), { ...words, labels });
    expect(axes.at(-1)!.title).toBe('Risk');
  });

  it('draw each variant that has the values where they say, within the axes', () => {
    const points = randomPoints(300, 2);
    const [along, scatter] = picturesOf(points).map((one) => layOutVariants(one, size));
    const { distal, score, local } = points.values;
    const has = (row: number) => points.contig[row]! >= 0 && !Number.isNaN(distal[row]);
    expect(rowsOf(along!, 300)).toEqual([...Array(300).keys()].filter(has));
    expect(rowsOf(scatter!, 300)).toEqual(
      [...Array(300).keys()].filter((row) => !Number.isNaN(score[row]! + local[row]!)),
    );
    for (const plot of [along!, scatter!]) {
      const { left, right, top, bottom } = plot.box;
      const places = rowsOf(plot, 300).map((row) => plot.placeOf(row)!);
      for (const { x, y } of places) {
        expect(x >= left && x <= right && y >= top && y <= bottom).toBe(true);
      }
    }
    // Contigs one beside the other, and higher is higher.
    const onTwo = rowsOf(along!, 300).filter((row) => points.contig[row] === 1);
    const onOne = rowsOf(along!, 300).filter((row) => points.contig[row] === 0);
    const x = (row: number) => along!.placeOf(row)!.x;
    expect(Math.max(...onOne.map(x))).toBeLessThan(Math.min(...onTwo.map(x)));
    const byValue = rowsOf(along!, 300).toSorted((a, b) => distal[a]! - distal[b]!);
    const heights = byValue.map((row) => along!.placeOf(row)!.y);
    expect(heights).toEqual(heights.toSorted((a, b) => b - a));
  });

  it('take with a rectangle exactly the variants that are drawn in it', () => {
    const random = seeded(3);
    const points = randomPoints(400, 3);
    const pictures = picturesOf(points);
    let [checked, taken] = [0, 0];
    for (let i = 0; i < 200; i++) {
      const plot = layOutVariants(pictures[i % 2]!, size);
      const { left, right, top, bottom } = plot.box;
      const between = (from: number, to: number) => {
        const ends = [from + random() * (to - from), from + random() * (to - from)];
        return [Math.min(...ends), Math.max(...ends)] as const;
      };
      const [[l, r], [t, b]] = [between(left, right), between(top, bottom)];
      if (r - l < 4 || b - t < 4) continue;
      const area = { left: l, right: r, top: t, bottom: b };
      const ranges = plot.rangesOf(area);
      // A base more or less where a rectangle's edge runs through it.
      const slack = 0.1;
      const within = (by: number) =>
        rowsOf(plot, 400).filter((row) => {
          const { x, y } = plot.placeOf(row)!;
          return x >= l - by && x <= r + by && y >= t - by && y <= b + by;
        });
      const found = rowsIn(ranges, points).filter((row) => plot.placeOf(row));
      for (const row of within(-slack)) expect(found).toContain(row);
      for (const row of found) expect(within(slack)).toContain(row);
      const again = plot.areaOf(ranges)!;
      for (const side of ['left', 'right', 'top', 'bottom'] as const) {
        expect(Math.abs(again[side] - area[side])).toBeLessThan(1.1);
      }
      [checked, taken] = [checked + 1, taken + found.length];
    }
    expect(checked).toBeGreaterThan(100);
    expect(taken).toBeGreaterThan(500);
  });

  it('take all of an axis along which a rectangle is thinner than a dot', () => {
    const [along, scatter, histogram] = picturesOf(randomPoints(50, 4)).map((one) =>
      layOutVariants(one, size),
    );
    const level = { left: 100, right: 200, top: 80, bottom: 82 };
    const columns = (ranges: readonly VariantRange[]) => ranges.map(({ column }) => column);
    expect(columns(along!.rangesOf(level))).toEqual(['position']);
    expect(columns(scatter!.rangesOf({ ...level, right: 101, bottom: 120 }))).toEqual(['local']);
    expect(columns(histogram!.rangesOf({ ...level, bottom: 200 }))).toEqual(['head:risk']);
    // What was marked in one picture is no part of another with other axes.
    expect(histogram!.areaOf(along!.rangesOf(level))).toBeUndefined();
    expect(scatter!.areaOf(along!.rangesOf(level))).toBeUndefined();
  });

  it('count each value of a histogram once, and a click takes the bar that it is on', () => {
    const points = randomPoints(500, 5);
    const plot = layOutVariants(picturesOf(points)[2]!, size);
    const { left, right } = plot.box;
    const seen = new Set<string>();
    let sum = 0;
    for (let x = left + 1; x < right; x++) {
      const [range] = plot.clickedRanges(x, 100);
      const key = JSON.stringify(range);
      if (seen.has(key)) continue;
      seen.add(key);
      sum += Number(/(\d+) variants/.exec(plot.textAt(x, 100))![1]);
    }
    expect(sum).toBe([...points.heads['risk']!].filter((value) => !Number.isNaN(value)).length);
    expect(seen.size).toBeGreaterThan(8);
  });

  it('list with a click on a bar as many as it says, those on its ends in one bar only', () => {
    const values = Float64Array.from({ length: 300 }, (_, i) => ((i * 7) % 21) / 10 - 1);
    const value = { column: 'local', title: 'Effect', values, hasSign: true } as const;
    const plot = layOutVariants({ kind: 'histogram', value }, size);
    const listed = new Map<string, number>();
    for (let x = plot.box.left + 1; x < plot.box.right; x++) {
      const text = plot.textAt(x, 100);
      const [range] = plot.clickedRanges(x, 100);
      if (range === undefined || range.column === 'position') throw new Error(text);
      const { min, max } = range;
      const count = values.filter((one) => one >= min && one <= max).length;
      expect(text).toContain(`: ${count} variants`);
      listed.set(text, count);
    }
    expect([...listed.values()].reduce((sum, count) => sum + count)).toBe(300);
  });

  it('say no position beyond the end of a contig', () => {
    const places = {
      contigs: [
        { name: 'one', start: 0, end: 1_000 },
        { name: 'two', start: 0, end: 500 },
      ],
      contig: Int32Array.of(0, 1),
      position: Float64Array.of(10, 20),
    };
    const values = Float64Array.of(0.5, 0.2);
    const value = { column: 'local', title: 'Effect', values, hasSign: true } as const;
    const plot = layOutVariants({ kind: 'along', places, value }, size);
    expect(plot.textAt(plot.box.right, 100)).toMatch(/^two:500, /);
  });

  it('have room about values that are all zero', () => {
    const values = new Float64Array(5);
    const value = { column: 'local', title: 'Effect', values, hasSign: true } as const;
    const pen = new RecordingPen();
    drawVariants(pen, { kind: 'histogram', value }, size);
    const [bar] = pen.rects.filter(({ width }) => width > 3);
    expect(bar).toBeDefined();
    const plot = layOutVariants({ kind: 'histogram', value }, size);
    expect(plot.clickedRanges(plot.placeOf(0)!.x, 100)).toMatchObject([{ min: 0 }]);
  });

  it('need no more shapes for 100,000 variants than they have cells', () => {
    const points = randomPoints(100_000, 6);
    const few = randomPoints(500, 6);
    for (const [i, picture] of picturesOf(points).entries()) {
      const pen = new RecordingPen();
      drawVariants(pen, picture, size);
      expect(pen.marks).toBeLessThan((560 * 240) / 9 + 200);
      expect(pen.texts.some(({ text }) => text.includes('of 100,000'))).toBe(true);
      if (i < 2) expect(pen.texts.map(({ text }) => text)).toContain('variants a dot: 1');
      const single = new RecordingPen();
      drawVariants(single, picturesOf(few)[i]!, size);
      expect(single.texts.map(({ text }) => text)).not.toContain('variants a dot: 1');
    }
  });

  it('draw pale what is not chosen, and say so', () => {
    const points = randomPoints(200, 7);
    const [picture] = picturesOf(points);
    const texts = (chosen?: Uint8Array) => {
      const pen = new RecordingPen();
      drawVariants(pen, { ...picture!, chosen }, size);
      return pen.texts.map(({ text }) => text);
    };
    expect(texts()).not.toContain('not chosen');
    expect(texts(new Uint8Array(200).fill(1))).not.toContain('not chosen');
    expect(texts(new Uint8Array(200))).toContain('not chosen');
  });

  it('write nothing over something else, nor beyond the picture', () => {
    const points = randomPoints(200, 8);
    for (const picture of picturesOf(points)) {
      for (const width of [320, 560, 1200]) {
        const plot = layOutVariants(picture, { width, height: 240 });
        const marks = rowsOf(plot, 200)
          .slice(0, 8)
          .map((row) => ({ row, label: `variant ${row} of a long name` }));
        const pen = new RecordingPen();
        drawVariants(pen, { ...picture, marks }, { width, height: 240 });
        for (const [i, a] of pen.texts.entries()) {
          expect(a.left, a.text).toBeGreaterThanOrEqual(0);
          expect(a.right, a.text).toBeLessThanOrEqual(width);
          expect(a.bottom, a.text).toBeLessThanOrEqual(240);
          for (const b of pen.texts.slice(i + 1)) {
            const overlap =
              a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom;
            expect(overlap, `${a.text} over ${b.text}`).toBe(false);
          }
        }
      }
    }
  });

  it('name a variant above or below its neighbours of the same height, not over them', () => {
    const points = randomPoints(60, 9);
    points.contig.fill(0);
    points.position.set(Array.from({ length: 60 }, (_, row) => 160 * row));
    points.values.distal.fill(0.25);
    points.values.distal[0] = -1;
    points.values.distal[59] = 1;
    const [picture] = picturesOf(points);
    const plot = layOutVariants(picture!, size);
    const pen = new RecordingPen();
    drawVariants(pen, { ...picture!, marks: [{ row: 30, label: 'a variant' }] }, size);
    const named = pen.texts.find(({ text }) => text === 'a variant')!;
    const covered = rowsOf(plot, 60).filter((row) => {
      const { x, y } = plot.placeOf(row)!;
      return x > named.left && x < named.right && y > named.top && y < named.bottom;
    });
    expect(covered).toEqual([]);
  });

  it('number small effects by powers of ten, and distances plainly, within the picture', () => {
    const axis = (most: number) => ({
      ...({ column: 'local', title: 'Effect', hasSign: true } as const),
      values: Float64Array.of(-most, most),
    });
    const ticksOf = (up: number, across = 1) => {
      const pen = new RecordingPen();
      drawVariants(pen, { kind: 'scatter', across: axis(across), up: axis(up) }, size);
      expect(Math.min(...pen.texts.map(({ left }) => left))).toBeGreaterThanOrEqual(0);
      return pen.texts.map(({ text }) => text);
    };
    expect(ticksOf(0.000_004)).toEqual(expect.arrayContaining(['2e-6', '0', '−2e-6']));
    expect(ticksOf(100_000)).toContain('−100,000');
    expect(ticksOf(1, 1_000_000)).toContain('500,000');
  });

  it('name of many contigs those that have room', () => {
    const many = Array.from({ length: 80 }, (_, i) => ({
      name: `${'scaffold_'.repeat(1 + (i % 4))}${i}`,
      length: i % 3 === 0 ? 200_000 : 900 + i,
    }));
    const row = (i: number) => i % many.length;
    const length = 800;
    const value = {
      ...({ column: 'local', title: 'Local effect', hasSign: true } as const),
      values: Float64Array.from({ length }, (_, i) => (i % 7) - 3),
    };
    const contig = Int32Array.from({ length }, (_, i) => row(i));
    const places = {
      contigs: many.map(({ name, length: end }) => ({ name, start: 0, end })),
      contig,
      position: Float64Array.from(contig, (own, i) => (37 * i) % many[own]!.length),
    };
    for (const width of [320, 900]) {
      const pen = new RecordingPen();
      drawVariants(pen, { kind: 'along', places, value }, { width, height: 200 });
      const names = pen.texts.filter(({ text }) => text.startsWith('scaffold'));
      expect(names.length).toBeGreaterThan(2);
      for (const [i, { left, right }] of names.entries()) {
        expect(left).toBeGreaterThanOrEqual(i === 0 ? 0 : names[i - 1]!.right);
        expect(right).toBeLessThanOrEqual(width);
      }
    }
  });

  it('are drawn of no variants, of one, and of values that are all alike', () => {
    for (const points of [randomPoints(1, 9), randomPoints(3, 10)]) {
      const places = placesOf(points, contigs);
      const none = {
        column: 'local',
        title: 'None',
        values: new Float64Array(points.contig.length).fill(NaN),
        hasSign: true,
      } as const;
      const alike = { ...none, values: new Float64Array(points.contig.length).fill(2) };
      for (const value of [none, alike]) {
        for (const picture of [
          { kind: 'along', places, value },
          { kind: 'scatter', across: value, up: value },
          { kind: 'histogram', value },
        ] as const) {
          const pen = new RecordingPen();
          drawVariants(pen, picture, size);
          const numbers = pen.rects.flatMap(({ x, y, width, height }) => [x, y, width, height]);
          expect(numbers.every(Number.isFinite), picture.kind).toBe(true);
          expect(pen.texts.every(({ text }) => !text.includes('NaN'))).toBe(true);
        }
      }
    }
  });
});

describe('two alleles in line', () => {
  const start = 100;
  const around = 'ACGTACGTACGTACGT';
  const text = (columns: ReturnType<typeof alleleColumns>) => [
    columns.map(({ reference }) => reference).join(''),
    columns.map(({ alternative }) => alternative).join(''),
  ];
  const aligned = (pos: number, ref: string, alt: string) =>
    alleleColumns({ pos, ref, alt }, { start, around });

  it('show a substitution, a deletion, an insertion and both at once', () => {
    expect(text(aligned(104, 'A', 'G'))).toEqual(['ACGTACGTACGTACGT', 'ACGTGCGTACGTACGT']);
    expect(text(aligned(103, 'TAC', 'T'))).toEqual(['ACGTACGTACGTACGT', 'ACGT--GTACGTACGT']);
    expect(text(aligned(103, 'T', 'TGG'))).toEqual(['ACGT--ACGTACGTACGT', 'ACGTGGACGTACGTACGT']);
    expect(text(aligned(104, 'ACG', 'TT'))).toEqual(['ACGTACGTACGTACGT', 'ACGTTT-TACGTACGT']);
  });

  it('number the bases of the genome, and none that are inserted', () => {
    const columns = aligned(103, 'T', 'TGG');
    expect(columns.map(({ position }) => position)).toEqual([
      ...[100, 101, 102, 103, undefined, undefined],
      ...Array.from({ length: 12 }, (_, i) => 104 + i),
    ]);
    expect(columns.filter(({ isChanged }) => isChanged)).toHaveLength(2);
  });

  it('show the two ends of a long change, and fit the width that there is', () => {
    const columns = aligned(103, 'T', `T${'G'.repeat(500)}`);
    expect(columns.length).toBeLessThan(60);
    expect(text(columns)[1]).toContain('G…G');
    const pen = new RecordingPen();
    drawAlleles(pen, columns, { width: 300, height: 50 });
    expect(pen.starts.every(({ x }) => x <= 300)).toBe(true);
    expect(pen.texts.map((one) => one.text)).toEqual(
      expect.arrayContaining(['Reference', 'Alternative', '104']),
    );
  });
});
