// Knows: the four levels of the log. The server writes to the editor's log channel, never to stdout.
import type { Connection } from 'vscode-languageserver';

export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

export const logTo = ({ console }: Connection): Log => ({
  error: (message) => {
    console.error(message);
  },
  warn: (message) => {
    console.warn(message);
  },
  info: (message) => {
    console.info(message);
  },
  debug: (message) => {
    console.debug(message);
  },
});
