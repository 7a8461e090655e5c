/** Where every part of Hearth writes; the extension backs it by a log output channel, the command line by stderr. */
export type Log = {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
};

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
