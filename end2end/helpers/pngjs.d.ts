// As much of the package as the decoder and the walks need; it brings no types of its own.
declare module 'pngjs' {
  export class PNG {
    constructor(size: { width: number; height: number });
    width: number;
    height: number;
    data: Buffer;
    static sync: { read(png: Buffer): PNG; write(png: PNG): Buffer };
  }
}
