#version 330 core
// One colour a triangle.
in vec4 paint;

out vec4 colour;

void main() { colour = paint; }
