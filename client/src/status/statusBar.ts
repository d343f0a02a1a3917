// Knows: the item in the status bar: when it is there, and that a click opens the actions. Its words are statusText.ts.
import { Disposable, StatusBarAlignment, window } from 'vscode';
import type { CommandId } from '../../../server/src/protocol/commands';
import type { StatusModel } from '../../../server/src/protocol/viewModels';
import type { Feature } from '../feature';
import { LiveModel } from '../liveModel';
import { describeError } from '../log';
import { onSettingChange, setting } from '../settings';
import { statusText } from './statusText';

const MENU: CommandId = 'layerlens.showMenu';
/** Beside the language and the encoding: what the file in front is. */
const PRIORITY = 100;

export const statusBar: Feature = {
  register({ server, dockerfiles, log }) {
    const item = window.createStatusBarItem('layerlens.status', StatusBarAlignment.Right, PRIORITY);
    item.name = 'Layerlens';
    item.command = MENU;
    const live: LiveModel<StatusModel> = new LiveModel<StatusModel>({
      ask: (uri, signal) => server.request('layerlens/status', { uri }, signal),
      changed: () => draw(),
      failed: (error) => log.error(`The state of the Dockerfile could not be read: ${describeError(error)}`),
    });
    const draw = (): void => {
      if (live.uri === undefined) return item.hide();
      const { text, tooltip, spoken } = statusText(server.state, live.failed, live.value);
      item.text = text;
      item.tooltip = tooltip;
      item.accessibilityInformation = { label: spoken, role: 'button' };
      item.show();
    };
    const follow = (): void => live.follow(setting('layerlens.statusBar.enabled') ? dockerfiles.front : undefined);
    follow();
    return Disposable.from(
      item,
      live,
      dockerfiles.onDidChange(follow),
      onSettingChange('layerlens.statusBar.enabled', follow),
      server.onDidChangeDocument((uri) => {
        if (uri === '' || uri === live.uri) live.refresh();
      }),
      server.onDidChangeState((state) => {
        if (state === 'running' && !live.asking) live.refresh();
        draw();
      }),
    );
  },
};
