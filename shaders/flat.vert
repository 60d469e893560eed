#version 330 core
// Grid planes and lines, laid out on the processor in clip coordinates.
layout(location = 0) in vec4 position;
layout(location = 1) in vec4 tint;

out vec4 paint;

void main() {
    paint = tint;
    gl_Position = position;
}
