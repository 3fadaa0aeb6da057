// The few 4 x 4 matrices a turning figure needs; column by column, as WebGL wants them.

export function multiply(a, b) {
  const out = new Float32Array(16);
  for (let column = 0; column < 4; column += 1) {
    for (let row = 0; row < 4; row += 1) {
      let sum = 0;
      for (let k = 0; k < 4; k += 1) sum += a[4 * k + row] * b[4 * column + k];
      out[4 * column + row] = sum;
    }
  }
  return out;
}

/** A camera that sees `field` radians from bottom to top. */
export function perspective(field, aspect, near, far) {
  const f = 1 / Math.tan(field / 2);
  const depth = 1 / (near - far);
  return new Float32Array([f / aspect, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + near) * depth, -1, 0, 0, 2 * far * near * depth, 0]);
}

export function translation(x, y, z) {
  return new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1]);
}

/** A turn about the upright axis. */
export function turnY(angle) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return new Float32Array([c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, 0, 0, 0, 1]);
}

/** A turn about the axis to the right. */
export function turnX(angle) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return new Float32Array([1, 0, 0, 0, 0, c, s, 0, 0, -s, c, 0, 0, 0, 0, 1]);
}

/** How far the camera stands so that a height and a width fill the frame, with a little air. */
export function distance(field, aspect, height, width, air = 1.08) {
  const upright = (air * height) / 2 / Math.tan(field / 2);
  const across = (air * width) / 2 / (Math.tan(field / 2) * aspect);
  return Math.max(upright, across);
}
