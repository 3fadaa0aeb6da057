// Shows a virtual model in 3D: drag, swipe or arrow keys turn it; it turns slowly by itself until touched.

import { bounds, parseGlb } from "./glb.js";
import { distance, multiply, perspective, translation, turnX, turnY } from "./matrix.js";
import { FRAGMENT, VERTEX } from "./shaders.js";

const FIELD = 0.5;
const SLOW = 0.45;

/** Draw a GLB on a canvas; returns what turns and ends it. Throws Error without WebGL 2 or for a bad file. */
export function createViewer(canvas, buffer, { still = false } = {}) {
  const meshes = parseGlb(buffer);
  const gl = canvas.getContext("webgl2", { antialias: true, alpha: true, premultipliedAlpha: false });
  if (!gl) throw new Error("WebGL 2 is not to be had.");
  const program = link(gl);
  const parts = meshes.map((mesh) => upload(gl, program, mesh));
  const box = bounds(meshes);
  const pose = { angle: 0, tilt: 0, near: 1, turning: !still };
  let frame = 0;
  let last = null;

  function draw(now) {
    const passed = last === null ? 0 : Math.min((now - last) / 1000, 0.1);
    last = now;
    if (pose.turning) pose.angle += SLOW * passed;
    fit(canvas, gl);
    paint(gl, program, parts, box, pose, canvas.width / canvas.height);
    canvas.dataset.angle = pose.angle.toFixed(3);
    frame = pose.turning ? requestAnimationFrame(draw) : 0;
  }

  function redraw() {
    if (frame) return;
    last = null;
    frame = requestAnimationFrame(draw);
  }

  const turn = (by, tilt = 0) => {
    pose.turning = false;
    pose.angle += by;
    pose.tilt = Math.max(-0.5, Math.min(0.5, pose.tilt + tilt));
    redraw();
  };
  const watcher = new ResizeObserver(redraw);
  watcher.observe(canvas);
  const quiet = listen(canvas, turn, (factor) => {
    pose.near = Math.max(1, Math.min(3, pose.near * factor));
    redraw();
  });
  redraw();
  return {
    turn,
    spin(on) {
      pose.turning = on;
      redraw();
    },
    end() {
      cancelAnimationFrame(frame);
      watcher.disconnect();
      quiet.abort();
      gl.getExtension("WEBGL_lose_context")?.loseContext();
    },
  };
}

function link(gl) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "shader");
  return program;
}

function upload(gl, program, mesh) {
  const array = gl.createVertexArray();
  gl.bindVertexArray(array);
  for (const [name, values, width] of [["position", mesh.positions, 3], ["normal", mesh.normals, 3], ["color", mesh.colors, 4]]) {
    const place = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, width, gl.FLOAT, false, 0, 0);
  }
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mesh.indices, gl.STATIC_DRAW);
  return { array, count: mesh.indices.length };
}

function fit(canvas, gl) {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  gl.viewport(0, 0, width, height);
}

function paint(gl, program, parts, { low, high }, pose, aspect) {
  const middle = low.map((value, i) => -(value + high[i]) / 2);
  const width = 2 * Math.max(high[0], -low[0], high[2], -low[2]);
  const away = distance(FIELD, aspect, high[1] - low[1], width) / pose.near;
  const turned = multiply(turnX(pose.tilt), multiply(turnY(pose.angle), translation(...middle)));
  gl.clearColor(0, 0, 0, 0);
  gl.enable(gl.DEPTH_TEST);
  gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  gl.useProgram(program);
  gl.uniformMatrix4fv(gl.getUniformLocation(program, "view"), false, multiply(translation(0, 0, -away), turned));
  gl.uniformMatrix4fv(gl.getUniformLocation(program, "lens"), false, perspective(FIELD, aspect, 0.1, 30));
  for (const part of parts) {
    gl.bindVertexArray(part.array);
    gl.drawElements(gl.TRIANGLES, part.count, gl.UNSIGNED_INT, 0);
  }
}

const KEYS = { ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };

function listen(canvas, turn, zoom) {
  const until = new AbortController();
  const on = (type, listener) => canvas.addEventListener(type, listener, { signal: until.signal });
  let held = null;
  on("pointerdown", (event) => {
    held = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => {
    if (!held) return;
    turn((event.clientX - held[0]) / 120, (event.clientY - held[1]) / 400);
    held = [event.clientX, event.clientY];
  });
  for (const type of ["pointerup", "pointercancel"]) on(type, () => { held = null; });
  on("keydown", (event) => {
    if (event.key in KEYS) turn(...KEYS[event.key]);
    else if (event.key === "+" || event.key === "=") zoom(1.2);
    else if (event.key === "-") zoom(1 / 1.2);
    else return;
    event.preventDefault();
  });
  return until;
}
