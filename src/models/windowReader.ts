import type { FileHandle } from 'node:fs/promises';
import { abortError, Failure } from '../base/errors.ts';
import { fileFailure, fileValues } from './regularFile.ts';

/** Bytes of the file held at a time. */
const windowSize = 1024 * 1024;

/** Bytes. The largest real headers (vocabularies of 260,000 entries with merges) take about 30 MB; a larger one is an attack or an accident. */
const headerLimit = 128 * 1024 * 1024;

/**
 * Reads a file's header through a small window. The typed reads are synchronous and may only follow a true `has` or an
 * awaited `fill`: a vocabulary of 150,000 entries would otherwise wait 150,000 times.
 */
export class WindowReader {
  readonly fileSize: number;
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #signal: AbortSignal;
  readonly #window: Buffer;
  /** Offset in the file of the window's first byte, and how many of its bytes are the file's. */
  #windowStart = 0;
  #windowLength = 0;
  #position = 0;

  constructor(handle: FileHandle, path: string, fileSize: number, signal: AbortSignal) {
    this.#handle = handle;
    this.#path = path;
    this.fileSize = fileSize;
    this.#signal = signal;
    this.#window = Buffer.allocUnsafeSlow(Math.min(windowSize, Math.max(fileSize, 1)));
  }

  /** Offset in the file of the next byte. */
  get position(): number {
    return this.#position;
  }

  has(bytes: number): boolean {
    return this.#position >= this.#windowStart && this.#position + bytes <= this.#windowStart + this.#windowLength;
  }

  /** `bytes` must be at most a few kilobytes: less than the window. */
  async fill(bytes: number): Promise<void> {
    if (this.#signal.aborted) throw abortError();
    this.#checkEnd(bytes);
    if (this.has(bytes)) return;
    this.#windowStart = this.#position;
    this.#windowLength = 0;
    while (this.#windowLength < bytes) {
      const room = this.#window.length - this.#windowLength;
      const from = this.#windowStart + this.#windowLength;
      let bytesRead: number;
      try {
        ({ bytesRead } = await this.#handle.read(this.#window, this.#windowLength, room, from));
      } catch (error) {
        throw fileFailure(error, this.#path);
      }
      if (bytesRead === 0) throw this.damaged('it became shorter while it was read');
      this.#windowLength += bytesRead;
    }
  }

  skip(bytes: number): void {
    this.#checkEnd(bytes);
    this.#position += bytes;
  }

  seek(position: number): void {
    this.#position = position;
  }

  /** Passes over up to `count` texts, each behind its length of at most `most` bytes, that lie whole in the window; returns how many. */
  skipTexts(count: number, most: number): number {
    const window = this.#window;
    let at = this.#position - this.#windowStart;
    let passed = 0;
    if (at < 0) return 0;
    for (; passed < count && at + 8 <= this.#windowLength; passed++) {
      const length = window.readUInt32LE(at);
      const next = at + 8 + length;
      if (length > most || next > this.#windowLength || window.readUInt32LE(at + 4) !== 0) break;
      at = next;
    }
    if (passed > 0) this.#position = this.#windowStart + at;
    return passed;
  }

  byteAt(offset: number): number {
    return this.#window.readUInt8(this.#advance(0) + offset);
  }

  u8(): number {
    return this.#window.readUInt8(this.#advance(1));
  }

  i8(): number {
    return this.#window.readInt8(this.#advance(1));
  }

  u16(): number {
    return this.#window.readUInt16LE(this.#advance(2));
  }

  i16(): number {
    return this.#window.readInt16LE(this.#advance(2));
  }

  u32(): number {
    return this.#window.readUInt32LE(this.#advance(4));
  }

  i32(): number {
    return this.#window.readInt32LE(this.#advance(4));
  }

  f32(): number {
    return this.#window.readFloatLE(this.#advance(4));
  }

  f64(): number {
    return this.#window.readDoubleLE(this.#advance(8));
  }

  /** Infinity above 2^53: larger than anything it could count. */
  u64(): number {
    const low = this.u32();
    const value = this.u32() * 2 ** 32 + low;
    return value > Number.MAX_SAFE_INTEGER ? Infinity : value;
  }

  i64(): number {
    const low = this.u32();
    const value = this.i32() * 2 ** 32 + low;
    return Math.abs(value) > Number.MAX_SAFE_INTEGER ? Infinity * Math.sign(value) : value;
  }

  text(bytes: number): string {
    const start = this.#advance(bytes);
    return this.#window.toString('utf8', start, start + bytes);
  }

  invalid(reason: string): Failure {
    return new Failure('modelInvalid', { ...fileValues(this.#path), reason });
  }

  damaged(reason: string): Failure {
    return new Failure('modelDamaged', { ...fileValues(this.#path), reason });
  }

  unsupported(arch: string): Failure {
    return new Failure('modelUnsupported', { ...fileValues(this.#path), arch });
  }

  #advance(bytes: number): number {
    const at = this.#position - this.#windowStart;
    this.#position += bytes;
    return at;
  }

  #checkEnd(bytes: number): void {
    const end = this.#position + bytes;
    if (end > this.fileSize) {
      throw this.damaged(`it ends inside its header, after ${this.fileSize.toLocaleString('en-US')} bytes`);
    }
    if (end > headerLimit) throw this.invalid(`its header is longer than ${headerLimit / 1024 / 1024} MB`);
  }
}
