import { defined } from '../../../src-main/contract/index.ts';
import {
  dependenciesHeight,
  drawDependencies,
  drawMutagenesis,
  drawReach,
  mutagenesisHeight,
  pairAt,
  substitutionAt,
  type BaseChoice,
  type BaseMapSpec,
  type BasePair,
} from '../../../src-main/drawing/index.ts';
import { pairLines, substitutionLines } from '../../format/index.ts';
import { placeOf, viewOf } from '../igv-place.ts';
import type { Igv, IgvClickState, IgvDrawing, IgvTrack } from '../igv-types.ts';

/** Stands in a track's config for what it shows now. */
interface ShownMap {
  spec: BaseMapSpec;
  /** px, when it was drawn last. */
  height: number;
  /** The pair that the pointer is at. */
  pointed: BasePair | undefined;
}

/** Height of the row, px. */
export function baseMapHeight({ made }: BaseMapSpec): number {
  return made.question.kind === 'mutagenesis' ? mutagenesisHeight : dependenciesHeight;
}

export function baseMapConfig(spec: BaseMapSpec): object {
  const shown: ShownMap = { spec, height: baseMapHeight(spec), pointed: undefined };
  return {
    type: 'base map',
    windowFunction: 'none',
    min: 0,
    max: 1,
    baseMap: shown,
    // Everything is drawn from the map itself.
    featureSource: { supportsWholeGenome: () => false, getFeatures: () => Promise.resolve([]) },
  };
}

/** Shows another choice among what the same map has. */
export function renewBaseMap(track: IgvTrack, spec: BaseMapSpec): Promise<void> {
  defined(shownBy(track)).spec = spec;
  track.trackView?.repaintViews();
  return Promise.resolve();
}

export function baseMapSpecOf(track: IgvTrack): BaseMapSpec | undefined {
  return shownBy(track)?.spec;
}

/** What a click on the track has hit, out of what igv hands on as its popup's rows. */
export function clickedBase(popup: readonly unknown[] | undefined): BaseChoice | undefined {
  return (popup?.[0] as { choice?: BaseChoice } | undefined)?.choice;
}

function shownBy(track: IgvTrack): ShownMap | undefined {
  return track.config?.['baseMap'] as ShownMap | undefined;
}

/** Registers the track type with igv. */
export function registerBaseMapTrack(igv: Igv): void {
  igv.registerTrackCreatorFunction('base map', async (config, browser) => {
    const track = await browser.createTrack({ ...config, type: 'wig' });
    const shown = config['baseMap'] as ShownMap;
    const point = (pair: BasePair | undefined) => {
      if (pair?.from === shown.pointed?.from && pair?.to === shown.pointed?.to) return;
      shown.pointed = pair;
      track.trackView?.repaintViews();
    };
    const left = leaving(() => point(undefined));
    const own = {
      draw(drawing: IgvDrawing) {
        shown.height = drawing.pixelHeight;
        draw(shown, drawing);
      },
      paintAxis: () => undefined,
      doAutoscale: () => ({ min: 0, max: 1 }),
      hoverText(click: IgvClickState) {
        const choice = choiceAt(shown, click);
        left(click.viewport.viewportElement);
        point(choice?.kind === 'pair' ? choice : undefined);
        return choice && hoverText(shown.spec, choice);
      },
      popupData: (click: IgvClickState) => [{ choice: choiceAt(shown, click) }],
      contextMenuItemList: () => [],
    };
    for (const [name, value] of Object.entries(own)) {
      Object.defineProperty(track, name, { value, configurable: true });
    }
    return track;
  });
}

/** Has something done whenever the pointer leaves an element that was named. */
function leaving(act: () => void): (element: HTMLElement) => void {
  const watched = new WeakSet<HTMLElement>();
  return (element) => {
    if (watched.has(element)) return;
    watched.add(element);
    element.addEventListener('mouseleave', act);
  };
}

function draw({ spec, pointed }: ShownMap, drawing: IgvDrawing): void {
  const { made, picture, chosen } = spec;
  const { context } = drawing;
  const place = placeOf(drawing);
  if (!picture) return drawReach(context, [{ interval: made.region }], place);
  if (picture.kind === 'mutagenesis') {
    const base = chosen?.kind === 'base' ? chosen.base : undefined;
    return drawMutagenesis(context, { ...picture.shown, chosen: base }, place, viewOf(drawing));
  }
  const pair = pointed ?? (chosen?.kind === 'pair' ? chosen : undefined);
  drawDependencies(context, { ...picture.shown, chosen: pair }, place, drawing.viewportWidth);
}

function choiceAt({ spec, height }: ShownMap, click: IgvClickState): BaseChoice | undefined {
  const { made, picture } = spec;
  const { genomicLocation: position, y, referenceFrame, viewport } = click;
  if (!picture || referenceFrame.chr !== made.region.contig) return undefined;
  if (picture.kind === 'mutagenesis') {
    const found = substitutionAt(picture.shown, height, { position, y });
    return found && { kind: 'base', ...found };
  }
  const { chr: contig, start: bpStart, bpPerPixel } = referenceFrame;
  const width = viewport.viewportElement.clientWidth;
  const place = { contig, bpStart, bpPerPixel, width, height };
  const pair = pairAt(picture.shown, place, { position, y });
  return pair && { kind: 'pair', ...pair };
}

function hoverText({ picture }: BaseMapSpec, choice: BaseChoice): string | undefined {
  if (picture?.kind === 'mutagenesis' && choice.kind === 'base') {
    const { numbers, centred } = picture.shown;
    return substitutionLines(numbers, centred, choice).join('\n');
  }
  if (picture?.kind === 'dependencies' && choice.kind === 'pair') {
    return pairLines(picture.shown.numbers, choice).join('\n');
  }
  return undefined;
}
