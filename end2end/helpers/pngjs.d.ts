// As much of the package as the decoder needs; it brings no types of its own.
declare module 'pngjs' {
  export const PNG: { sync: { read(png: Buffer): { width: number; height: number; data: Buffer } } };
}
