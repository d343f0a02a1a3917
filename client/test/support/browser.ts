// The editor tier's door: a served VS Code, open in a browser and ready to be used. Re-exports what suites need.
import { launch, type Launched, type LaunchOptions } from './launch';
import { Workbench } from './workbench';

export { runExtensionTests } from './extensionTests';
export { until } from './wait';

export interface OpenWorkbench extends Launched {
  readonly workbench: Workbench;
}

/**
 * Serves the workspace, opens it in a headless browser, and waits until the explorer shows its files.
 * The caller closes it. @throws RigUnavailable when this machine has no VS Code or no browser.
 */
export async function openWorkbench(options: LaunchOptions): Promise<OpenWorkbench> {
  const launched = await launch(options);
  try {
    const workbench = new Workbench(launched.page);
    await workbench.open(launched.url);
    return { ...launched, workbench };
  } catch (error) {
    const tail = [...launched.consoleLines.slice(-20), launched.serverLog().slice(-2_000)].join('\n');
    await launched.close();
    throw new Error(`The workbench did not open.\n${tail}`, { cause: error });
  }
}
