#version 330 core
// The height field's mesh, in box coordinates, lit at its points: the grid is finer than the light's changes.
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;

uniform mat4 box_to_clip;
uniform float per_height;  // heights per unit of the box
uniform vec3 light;        // unit, towards the light
uniform vec3 half_way;     // unit, between light and viewer
uniform vec2 shade;        // least and greatest brightness
uniform float gloss;
uniform float side;        // 1 for the upper side, -1 for the underside

out vec3 seen;  // height in 0..1, brightness, highlight

void main() {
    vec3 n = side * normal;
    float facing = dot(n, light);
    float highlight = max(dot(n, half_way), 0.0);
    highlight *= highlight * highlight;
    highlight *= highlight;
    highlight *= highlight;
    seen = vec3(position.z * per_height, mix(shade.x, shade.y, 0.5 + 0.5 * facing),
                gloss * highlight * highlight);
    gl_Position = box_to_clip * vec4(position, 1.0);
}
