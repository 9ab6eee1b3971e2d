// Clouds with three.js: one renderer off the page, copied into every pane, drawn only when asked.

import {
  BufferAttribute,
  BufferGeometry,
  PerspectiveCamera,
  Points,
  Scene,
  ShaderMaterial,
  Vector3,
  WebGLRenderer,
} from "three";
import { type Cloud, type CloudLook, RING_SCALE } from "../src/cloud.ts";
import type { Orbit } from "../src/orbit.ts";
import { DISTANCE, FIELD, farFirst, project } from "../src/projection.ts";
import { BORDER, type CloudPainter, slimness } from "./painter.ts";

const VERTEX = `
attribute vec3 tint;
attribute float shape;
attribute float ring;
uniform float radius;
uniform vec2 widths;
varying vec3 fill;
varying vec4 measures;
void main() {
  vec4 seen = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * seen;
  float size = radius * mix(1.0, ${RING_SCALE.toFixed(2)}, ring) * ${DISTANCE.toFixed(3)} / -seen.z;
  float width = mix(widths.x, widths.y, ring);
  measures = vec4(size, width, shape, ring);
  fill = tint;
  gl_PointSize = 2.0 * (1.3 * size + width + 3.0);
}`;

// edge: distance to the edge of the shape in pixels, negative inside; the line lies half inside, half outside, and a
// ring has a border of its own around it
const FRAGMENT = `
uniform vec2 widths;
uniform vec3 border;
uniform vec3 ringed;
varying vec3 fill;
varying vec4 measures;
void main() {
  float size = measures.x;
  float line = 0.5 * measures.y;
  float outer = line + measures.w * widths.x;
  vec2 place = (gl_PointCoord * 2.0 - 1.0) * (1.3 * size + measures.y + 3.0);
  vec2 side = abs(place);
  float edge = measures.z < 0.5 ? length(place) - size
    : measures.z < 1.5 ? max(side.x, side.y) - 0.89 * size
    : (side.x + side.y) * 0.7071 - 0.89 * size;
  float inside = 1.0 - smoothstep(outer - 0.5, outer + 0.5, edge);
  if (inside <= 0.0) discard;
  float weight = mix(0.6, 1.0, measures.w);
  vec3 colour = mix(fill, mix(border, ringed, measures.w), weight * smoothstep(-line - 0.5, -line + 0.5, edge));
  colour = mix(colour, border, measures.w * smoothstep(line - 0.5, line + 0.5, edge));
  gl_FragColor = vec4(colour, inside * mix(1.0, weight, step(0.0, edge)));
}`;

/** A cloud on the graphics card; buffers are kept while the number of points stays. */
class CloudBuffers {
  readonly geometry: BufferGeometry = new BufferGeometry();
  readonly count: number;
  readonly #tint: Float32Array;
  readonly #order: BufferAttribute;

  constructor(count: number) {
    this.count = count;
    this.#tint = new Float32Array(3 * count);
    this.#order = new BufferAttribute(new Uint32Array(count), 1);
    this.geometry.setAttribute("position", new BufferAttribute(new Float32Array(3 * count), 3));
    this.geometry.setAttribute("tint", new BufferAttribute(this.#tint, 3));
    this.geometry.setAttribute("shape", new BufferAttribute(new Float32Array(count), 1));
    this.geometry.setAttribute("ring", new BufferAttribute(new Float32Array(count), 1));
    this.geometry.setIndex(this.#order);
  }

  fill(cloud: Cloud, order: Uint32Array): void {
    const set = (name: string, values: ArrayLike<number>): void => {
      const attribute = this.geometry.getAttribute(name);
      attribute.array.set(values);
      attribute.needsUpdate = true;
    };
    set("position", cloud.positions);
    set(
      "tint",
      Float32Array.from(cloud.colours, (value) => value / 255),
    );
    set("shape", cloud.shapes);
    set("ring", cloud.rings);
    this.#order.array.set(order);
    this.#order.needsUpdate = true;
  }
}

function material(): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    transparent: true,
    // points come sorted by depth, so that soft edges blend with what lies behind them
    depthTest: false,
    uniforms: {
      radius: { value: 1 },
      widths: { value: [BORDER.width, BORDER.ringWidth] },
      border: { value: new Vector3() },
      ringed: { value: new Vector3() },
    },
  });
}

function createRenderer(): WebGLRenderer | undefined {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl2", { alpha: true, antialias: false, powerPreference: "low-power" });
  // three.js would report this on the console, as an error
  if (!context) return undefined;
  try {
    return new WebGLRenderer({ canvas, context });
  } catch {
    return undefined;
  }
}

/** Builds the shaders, beside the page where the browser can; without that three.js would only complain. */
async function build(renderer: WebGLRenderer, scene: Scene, camera: PerspectiveCamera): Promise<void> {
  if (renderer.extensions.has("KHR_parallel_shader_compile")) await renderer.compileAsync(scene, camera);
  else renderer.compile(scene, camera);
}

/**
 * The three.js painter, or undefined where the browser has no WebGL; `fallback` takes over when the context is lost. With
 * `ready` the shaders are built beside the page, and `fallback` paints until it is called.
 */
export function glPainter(fallback: CloudPainter, ready?: () => void): CloudPainter | undefined {
  const renderer = createRenderer();
  if (!renderer) return undefined;
  const shader = material();
  const camera = new PerspectiveCamera(FIELD, 1, 0.1, 20);
  camera.position.z = DISTANCE;
  let buffers = new CloudBuffers(0);
  const points = new Points(buffers.geometry, shader);
  points.rotation.order = "XYZ";
  points.frustumCulled = false;
  const scene = new Scene();
  scene.add(points);
  renderer.setClearColor(0, 0);
  let built = ready === undefined;
  const finish = (): void => {
    built = true;
    ready?.();
  };
  if (!built) build(renderer, scene, camera).then(finish, finish);

  const prepare = (cloud: Cloud, orbit: Orbit, look: CloudLook, size: number, density: number): void => {
    const count = cloud.shapes.length;
    if (buffers.count !== count) {
      buffers.geometry.dispose();
      buffers = new CloudBuffers(count);
      points.geometry = buffers.geometry;
    }
    buffers.fill(cloud, farFirst(project(cloud.positions, orbit, size)));
    points.rotation.set(orbit.pitch, orbit.yaw, 0);
    camera.zoom = orbit.zoom;
    camera.updateProjectionMatrix();
    shader.uniforms.radius!.value = look.radius * density;
    const slim = slimness(look.radius) * density;
    shader.uniforms.widths!.value = [BORDER.width * slim, BORDER.ringWidth * slim];
    shader.uniforms.border!.value = new Vector3(...look.border).divideScalar(255);
    shader.uniforms.ringed!.value = new Vector3(...look.ring).divideScalar(255);
  };

  return (context, cloud, orbit, look, density) => {
    const size = context.canvas.width;
    if (!built || renderer.getContext().isContextLost()) {
      fallback(context, cloud, orbit, look, density);
      return;
    }
    prepare(cloud, orbit, look, size, density);
    if (renderer.domElement.width !== size) renderer.setSize(size, size, false);
    renderer.render(scene, camera);
    context.clearRect(0, 0, size, size);
    context.drawImage(renderer.domElement, 0, 0);
  };
}
