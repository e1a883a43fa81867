import { defined } from '../../../src-main/contract/index.ts';
import {
  drawEffects,
  effectsHeight,
  type EffectChoice,
  isOf,
  type EffectSpec,
} from '../../../src-main/drawing/index.ts';
import { choiceText, linkText } from '../../format/index.ts';
import { choiceAt } from './effect-hit.ts';
import { placeOf } from '../igv-place.ts';
import type { Igv, IgvClickState, IgvDrawing, IgvTrack } from '../igv-types.ts';

/** Stands in a track's config for what it shows now. */
interface ShownEffects {
  spec: EffectSpec;
  /** px, when it was drawn last. */
  height: number;
}

export function effectConfig(spec: EffectSpec): object {
  const height = effectsHeight(spec);
  const shown: ShownEffects = { spec, height };
  return {
    type: 'effects',
    color: spec.numbers.track.color,
    windowFunction: 'none',
    min: 0,
    max: 1,
    effects: shown,
    // Everything is drawn from the map itself.
    featureSource: { supportsWholeGenome: () => false, getFeatures: () => Promise.resolve([]) },
  };
}

/** Shows other links of the same map, or another choice among them. */
export function renewEffects(track: IgvTrack, spec: EffectSpec): Promise<void> {
  defined(shownBy(track)).spec = spec;
  track.trackView?.repaintViews();
  return Promise.resolve();
}

export function effectSpecOf(track: IgvTrack): EffectSpec | undefined {
  return shownBy(track)?.spec;
}

/** What a click on the track has hit, out of what igv hands on as its popup's rows. */
export function clickedEffect(popup: readonly unknown[] | undefined): EffectChoice | undefined {
  return (popup?.[0] as { choice?: EffectChoice } | undefined)?.choice;
}

function shownBy(track: IgvTrack): ShownEffects | undefined {
  return track.config?.['effects'] as ShownEffects | undefined;
}

/** Registers the track type with igv: its own arcs know no width for each link, and no element to click. */
export function registerEffectTrack(igv: Igv): void {
  igv.registerTrackCreatorFunction('effects', async (config, browser) => {
    const track = await browser.createTrack({ ...config, type: 'wig' });
    const shown = config['effects'] as ShownEffects;
    const hit = ({ genomicLocation, y, referenceFrame }: IgvClickState) => {
      const { spec, height } = shown;
      if (referenceFrame.chr !== spec.numbers.interval.contig) return undefined;
      const place = { position: genomicLocation, y, bpPerPixel: referenceFrame.bpPerPixel };
      return choiceAt(spec, height, place);
    };
    const own = {
      draw(drawing: IgvDrawing) {
        shown.height = drawing.pixelHeight;
        const { chosen, ...effects } = shown.spec;
        const links = chosen && effects.links.filter((link) => isOf(chosen, link));
        drawEffects(drawing.context, { ...effects, chosen: links }, placeOf(drawing));
      },
      paintAxis: () => undefined,
      doAutoscale: () => ({ min: 0, max: 1 }),
      hoverText(click: IgvClickState) {
        const choice = hit(click);
        return choice && hoverText(shown.spec, choice);
      },
      popupData: (click: IgvClickState) => [{ choice: hit(click) }],
      contextMenuItemList: () => [],
    };
    for (const [name, value] of Object.entries(own)) {
      Object.defineProperty(track, name, { value, configurable: true });
    }
    return track;
  });
}

function hoverText({ numbers, links }: EffectSpec, choice: EffectChoice): string {
  if (choice.kind === 'link') {
    const link = defined(links.find((one) => isOf(choice, one)));
    return linkText(numbers, link).join('\n');
  }
  return choiceText(numbers, choice, links.filter((link) => isOf(choice, link)).length);
}
