// Knows: which function runs which command. A command of protocol/commands.ts without a handler is a compile error.
import { commands, Disposable } from 'vscode';
import type { CommandArguments, CommandId } from '../../../server/src/protocol/commands';
import type { AppContext, Feature } from '../feature';
import { describeError, say } from '../log';
import { addToIgnoreFile } from './addToIgnoreFile';
import { buildAndMeasure } from './buildAndMeasure';
import { chooseImage } from './chooseImage';
import { chooseTarget } from './chooseTarget';
import { openArchive } from './openArchive';
import { openContextFile } from './openContextFile';
import { refresh } from './refresh';
import { revealLine } from './revealLine';
import { showCache } from './showCache';
import { showLayer } from './showLayer';
import { showLog } from './showLog';
import { showMenu } from './showMenu';
import { whatIf } from './whatIf';

type Handler<Id extends CommandId> = (
  context: AppContext,
  ...args: Partial<CommandArguments[Id]>
) => void | Promise<void>;
type Handlers = { readonly [Id in CommandId]: Handler<Id> };

const HANDLERS: Handlers = {
  'layerlens.buildAndMeasure': buildAndMeasure,
  'layerlens.chooseImage': chooseImage,
  'layerlens.openArchive': openArchive,
  'layerlens.chooseTarget': chooseTarget,
  'layerlens.refresh': refresh,
  'layerlens.showLayer': showLayer,
  'layerlens.revealLine': revealLine,
  'layerlens.whatIf': whatIf,
  'layerlens.addToIgnoreFile': addToIgnoreFile,
  'layerlens.openContextFile': openContextFile,
  'layerlens.showCache': showCache,
  'layerlens.showMenu': showMenu,
  'layerlens.showLog': showLog,
};

export const commandHandlers: Feature = {
  register: (context) =>
    Disposable.from(...(Object.keys(HANDLERS) as CommandId[]).map((id) => registerOne(context, id, HANDLERS[id]))),
};

/** Handlers check their arguments themselves: whoever runs a command may pass anything. */
function registerOne(
  context: AppContext,
  id: CommandId,
  handler: (context: AppContext, ...args: never[]) => void | Promise<void>,
): Disposable {
  return commands.registerCommand(id, async (...args: never[]) => {
    try {
      await handler(context, ...args);
    } catch (error) {
      context.log.error(`${id} failed: ${describeError(error)}`);
      say(context.log, 'That did not work; the Layerlens log says why.');
    }
  });
}
