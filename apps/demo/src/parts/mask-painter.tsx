// The picture, and a brush that says what is object in it.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { FittedSample, NamedFile, Source } from "../lab/protocol.ts";
import { sentenceOf } from "../page/failure.ts";
import { asPng } from "../page/file-name.ts";
import { drawBlob, fillEllipse, pngOf, sized } from "../page/picture-canvas.ts";
import { Alert } from "./alert.tsx";
import { Markup } from "./markup.tsx";

export interface MaskPainterProps {
  readonly sample: FittedSample;
  source(): Promise<Source>;
  /** Names the picture. */
  readonly id: string;
  onMask(picture: NamedFile, mask: NamedFile): void;
}

/** Share of the picture's side. */
const BRUSH = 0.06;

export function MaskPainter({ sample, source, id, onMask }: MaskPainterProps): JSX.Element {
  const [painting, setPainting] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const mask = useRef<HTMLCanvasElement>(undefined);
  const picture = useRef<NamedFile>(undefined);
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    if (!painting) return;
    let over = false;
    // Until the picture is drawn nothing is painted on, least of all the mask of the one before.
    picture.current = undefined;
    mask.current = undefined;
    setFailure(undefined);
    const start = async (): Promise<void> => {
      const given = await source();
      const first = given.kind === "pictures" ? given.pictures[0] : undefined;
      if (first === undefined) return;
      const drawn = sized(1, 1);
      await drawBlob(drawn, first.content);
      const shown = canvas.current;
      if (over || shown === null) return;
      shown.width = drawn.width;
      shown.height = drawn.height;
      shown.getContext("2d")?.drawImage(drawn, 0, 0);
      picture.current = first;
      mask.current = sized(shown.width, shown.height);
      const context = mask.current.getContext("2d");
      context?.fillRect(0, 0, shown.width, shown.height);
    };
    start().catch((error) => over || setFailure(sentenceOf(error)));
    return () => {
      over = true;
    };
  }, [painting, id]);
  const paint = (event: PointerEvent): void => {
    const shown = canvas.current;
    if (shown === null || mask.current === undefined || event.buttons === 0) return;
    const box = shown.getBoundingClientRect();
    const x = ((event.clientX - box.left) * shown.width) / box.width;
    const y = ((event.clientY - box.top) * shown.height) / box.height;
    const radius = BRUSH * Math.max(shown.width, shown.height);
    for (const [target, colour] of [
      [mask.current, "#fff"],
      [shown, "rgb(255 255 255 / 35%)"],
    ] as const) {
      const context = target.getContext("2d");
      if (context === null) continue;
      context.fillStyle = colour;
      fillEllipse(context, [x, y], [radius, radius]);
    }
  };
  if (!painting) {
    return (
      <div class="source">
        <figure>
          <Markup class="frame" html={sample.picture} />
        </figure>
        <figure>
          <Markup class="frame" html={sample.annotation} />
          <figcaption>
            <small>white: the object</small>
          </figcaption>
        </figure>
        <button type="button" onClick={() => setPainting(true)}>
          Paint another mask
        </button>
      </div>
    );
  }
  return (
    <div class="source">
      <canvas
        ref={canvas}
        class="paint"
        aria-label="Paint over the object"
        role="img"
        onPointerDown={paint}
        onPointerMove={paint}
      />
      <p class="soft">Paint over the object; what stays unpainted is background.</p>
      <Alert>{failure}</Alert>
      <div class="row">
        <button
          type="button"
          onClick={() => {
            const { current: own } = picture;
            if (mask.current === undefined || own === undefined) return;
            pngOf(mask.current).then(
              (content) => {
                onMask(own, { name: asPng(own.name), content });
                setPainting(false);
              },
              (error) => setFailure(sentenceOf(error)),
            );
          }}
        >
          Measure with this mask
        </button>
        <button type="button" onClick={() => setPainting(false)}>
          Leave it
        </button>
      </div>
    </div>
  );
}
