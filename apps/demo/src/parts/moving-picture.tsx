// The idea as one moving picture: noise that a layer does not notice.

import { roleClass, roleName } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { loudness, type NoiseMap, noiseTable, noisyFrame } from "../page/noise-frames.ts";

export interface MovingPictureProps {
  readonly picture: Blob;
  readonly maps: readonly (NoiseMap & { readonly role: string })[];
}

/** Pixels of a side. */
const SIDE = 264;
const FRAMES_PER_SECOND = 12;
const SECONDS = 6;

export function MovingPicture({ picture, maps }: MovingPictureProps): JSX.Element {
  const still = useMemo(() => matchMedia("(prefers-reduced-motion: reduce)").matches, []);
  const [playing, setPlaying] = useState(!still);
  const [share, setShare] = useState(still ? 1 : 0);
  const canvases = useRef<(HTMLCanvasElement | null)[]>([]);
  const [pixels, setPixels] = useState<ImageData>();
  const noise = useMemo(noiseTable, []);
  const levels = useMemo(() => maps.map((map) => loudness(map, maps)), [maps]);
  useEffect(() => {
    let gone = false;
    void createImageBitmap(picture, { resizeWidth: SIDE, resizeHeight: SIDE, resizeQuality: "pixelated" }).then(
      (bitmap) => {
        const canvas = new OffscreenCanvas(SIDE, SIDE);
        const context = canvas.getContext("2d");
        context?.drawImage(bitmap, 0, 0);
        bitmap.close();
        if (!gone) setPixels(context?.getImageData(0, 0, SIDE, SIDE));
      },
    );
    return () => {
      gone = true;
    };
  }, [picture]);
  useEffect(() => {
    if (pixels === undefined) return;
    const target = new ImageData(SIDE, SIDE);
    const offset = Math.floor(share * 1e6) % noise.length;
    for (const [k, map] of maps.entries()) {
      noisyFrame(pixels, target, map, levels[k] ?? new Float32Array(), noise, { share, offset });
      canvases.current[k]?.getContext("2d")?.putImageData(target, 0, 0);
    }
  }, [pixels, share, maps, levels, noise]);
  useEffect(() => {
    if (!playing) return;
    const started = performance.now();
    const timer = setInterval(() => {
      // Out of sight nothing moves.
      if (document.hidden) return;
      const turn = (performance.now() - started) / (1000 * SECONDS);
      setShare((1 - Math.cos(2 * Math.PI * turn)) / 2);
    }, 1000 / FRAMES_PER_SECOND);
    return () => clearInterval(timer);
  }, [playing]);
  return (
    <section class="moving" aria-label="A picture under noise that a layer does not notice">
      <div class="panes">
        {maps.map(({ role }, k) => (
          <figure key={role} class={roleClass(role)}>
            <canvas
              ref={(canvas) => {
                canvases.current[k] = canvas;
              }}
              width={SIDE}
              height={SIDE}
              role="img"
              aria-label={`${roleName(role)}: the parts it keeps stay clear, the others drown in noise`}
            />
            <figcaption>
              <b>{roleName(role)}</b> hardly notices this noise
            </figcaption>
          </figure>
        ))}
      </div>
      <div class="row">
        <button type="button" onClick={() => setPlaying(!playing)}>
          {playing ? "Hold" : "Play"}
        </button>
        <label class="field inline">
          <span>Noise</span>
          <input
            type="range"
            class="slider"
            min={0}
            max={1}
            step={0.02}
            value={share}
            aria-valuetext={`${Math.round(100 * share)} %`}
            onInput={({ currentTarget }) => {
              setPlaying(false);
              setShare(Number(currentTarget.value));
            }}
          />
        </label>
      </div>
      <p class="soft">
        The noise is drawn louder than it is. Where it lies was measured: it is what one layer of each network lets
        pass.
      </p>
    </section>
  );
}
