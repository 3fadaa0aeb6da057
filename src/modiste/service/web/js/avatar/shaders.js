// Soft studio light on vertex colours: a key light, sky and ground, and a rim against the backdrop.

export const VERTEX = `#version 300 es
in vec3 position;
in vec3 normal;
in vec4 color;
uniform mat4 view;
uniform mat4 lens;
out vec3 facing;
out vec3 seen;
out vec3 tone;
void main() {
  vec4 place = view * vec4(position, 1.0);
  facing = mat3(view) * normal;
  seen = place.xyz;
  tone = color.rgb;
  gl_Position = lens * place;
}`;

export const FRAGMENT = `#version 300 es
precision highp float;
in vec3 facing;
in vec3 seen;
in vec3 tone;
out vec4 shown;
const vec3 KEY = normalize(vec3(0.35, 0.55, 0.9));
void main() {
  vec3 n = normalize(facing);
  vec3 eye = normalize(-seen);
  if (dot(n, eye) < 0.0) n = -n;
  float key = max(dot(n, KEY), 0.0);
  float sky = 0.5 + 0.5 * n.y;
  float rim = pow(1.0 - max(dot(n, eye), 0.0), 3.0);
  vec3 light = vec3(1.05, 1.02, 0.98) * key + mix(vec3(0.30, 0.28, 0.27), vec3(0.52, 0.54, 0.57), sky);
  vec3 linear = tone * light + 0.05 * rim;
  shown = vec4(pow(clamp(linear, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
}`;
