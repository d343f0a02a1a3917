// Knows: the four levels of the log. The server writes to the editor's log channel, never to stdout.

export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}
