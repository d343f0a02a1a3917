// The text editor in front: its lines, code lenses, inlay hints, hovers and quick fixes, read from what is painted.
// Lines and columns are 1-based, as the editor shows them. Only what is in the viewport exists.
import type { Page } from 'playwright-core';
import { until } from './wait';

export interface Lens {
  /** The line below it. */
  readonly line: number;
  /** Its entries, from left to right. */
  readonly texts: readonly string[];
}

export interface LineText {
  readonly line: number;
  readonly text: string;
}

export interface Underlined extends LineText {
  readonly kind: 'error' | 'warning' | 'info' | 'hint';
}

const EDITOR = '.editor-group-container.active .editor-instance .monaco-editor';

/** The menu of quick fixes; its empty submenu panel stays in the page. */
const ACTION_WIDGET = '.action-widget:not(.action-list-submenu-panel)';
const ACTIONS = `${ACTION_WIDGET} .monaco-list-row.action`;

interface Painted {
  readonly lines: readonly (LineText & { readonly hints: readonly string[] })[];
  /** `index` in the order of the page. */
  readonly lenses: readonly (Lens & { readonly index: number })[];
}

export class EditorView {
  constructor(private readonly page: Page) {}

  /** Waits until a file, by its path in the workspace, is in front and painted. */
  async waitForText(path: string): Promise<void> {
    const file = encodeURI(path).replaceAll('"', '%22');
    await this.page.locator(`${EDITOR}[data-uri$="/${file}"] .view-line`).first().waitFor();
    await until('the first line is painted', async () => (await this.painted()).lines.length > 0);
  }

  /** Lines in the viewport, without the inlay hints in them. */
  async lines(): Promise<LineText[]> {
    return (await this.painted()).lines.map(({ line, text }) => ({ line, text }));
  }

  async lenses(): Promise<readonly Lens[]> {
    return (await this.painted()).lenses.map(({ line, texts }) => ({ line, texts }));
  }

  /** Inlay hints in the viewport, in order. */
  async inlayHints(): Promise<LineText[]> {
    return (await this.painted()).lines.flatMap(({ line, hints }) => hints.map((text) => ({ line, text })));
  }

  /** Clicks one entry of the lens above a line. */
  async clickLens(line: number, text: string): Promise<void> {
    const lens = await until(`the lens '${text}' above line ${line}`, async () =>
      (await this.painted()).lenses.find((candidate) => candidate.line === line && candidate.texts.includes(text)),
    );
    const lenses = this.page.locator(EDITOR).first().locator('.codelens-decoration');
    await lenses.nth(lens.index).getByText(text, { exact: true }).click();
  }

  /** Puts the cursor there, and waits until the status bar says so. */
  async goTo(line: number, column = 1): Promise<void> {
    const status = this.page.locator('[id="status.editor.selection"]');
    await this.page.locator(EDITOR).first().locator('textarea, .native-edit-context').first().focus();
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]');
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await until(`the cursor at ${line}:${column}`, async () =>
      (await status.innerText()).includes(`Ln ${line}, Col ${column}`),
    );
  }

  /**
   * Text of the hover at a position, left open for pictures. Several authors fill one hover, each in its own time:
   * `containing` says whose part is awaited. '' when it does not come.
   */
  async hover(line: number, column = 1, containing = ''): Promise<string> {
    await this.dismiss();
    await this.goTo(line, column);
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const hover = this.page.locator(`.monaco-hover:not(.hidden) .monaco-hover-content:visible`).first();
    return until('a hover', async () => {
      const text = (await hover.innerText()).trim();
      return text !== '' && text.includes(containing) && !text.startsWith('Loading') && text;
    }).catch(() => '');
  }

  /** Titles of the quick fixes at a position; the menu is closed again. */
  async quickFixes(line: number, column = 1): Promise<string[]> {
    const titles = await this.openQuickFixes(line, column);
    await this.page.keyboard.press('Escape');
    await this.page.locator(ACTION_WIDGET).waitFor({ state: 'hidden' });
    return titles;
  }

  /** Chooses a quick fix by the beginning of its title. Its edit arrives later: wait for its text. */
  async applyQuickFix(line: number, column: number, title: string): Promise<void> {
    await this.openQuickFixes(line, column);
    const rows = this.page.locator(ACTIONS);
    await rows.filter({ hasText: title }).first().click();
    await this.page.locator(ACTION_WIDGET).waitFor({ state: 'hidden' });
  }

  /** Titles in the open menu of quick fixes that are not wholly on the screen. */
  async cutOff(): Promise<string[]> {
    return this.page.locator(`${ACTIONS} .title`).evaluateAll((titles) =>
      titles
        .filter((title) => {
          const { left, right, bottom } = title.getBoundingClientRect();
          const isShort = title.scrollWidth <= title.clientWidth;
          return !isShort || left < 0 || right > window.innerWidth || bottom > window.innerHeight;
        })
        .map((title) => title.textContent),
    );
  }

  /** Chooses an entry of the open menu of quick fixes by its title, with the arrow keys. Its edit arrives later. */
  async chooseQuickFix(title: string): Promise<void> {
    const focused = this.page.locator(`${ACTIONS}.focused .title`);
    const most = await this.page.locator(ACTIONS).count();
    for (let step = 0; (await focused.innerText()).trim() !== title; step++) {
      if (step > most) throw new Error(`The arrow keys do not reach the quick fix '${title}'.`);
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
    await this.page.locator(ACTION_WIDGET).waitFor({ state: 'hidden' });
  }

  /** Waits until the lines in the viewport satisfy a condition. */
  async waitForLines(what: string, condition: (lines: readonly LineText[]) => boolean): Promise<LineText[]> {
    return until(what, async () => {
      const lines = await this.lines();
      return condition(lines) && lines;
    });
  }

  async waitForLenses(what: string, condition: (lenses: readonly Lens[]) => boolean): Promise<readonly Lens[]> {
    return until(what, async () => {
      const lenses = await this.lenses();
      return condition(lenses) && lenses;
    });
  }

  /** What is underlined in the viewport, by the letters that stand above each squiggle. */
  async underlined(): Promise<Underlined[]> {
    return this.page.locator(EDITOR).first().evaluate(readSquiggles);
  }

  /** Closes hovers, menus and suggestions. */
  async dismiss(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator(ACTION_WIDGET).waitFor({ state: 'hidden' });
  }

  /** Titles of the quick fixes at a position, whose menu is left open. */
  async openQuickFixes(line: number, column = 1): Promise<string[]> {
    await this.goTo(line, column);
    // A fix exists once its diagnostic is there: ask until the menu has rows.
    await until('the quick fix menu', async () => {
      await this.page.keyboard.press('ControlOrMeta+.');
      const row = this.page.locator(ACTIONS).first();
      return row.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
    const titles = await this.page.locator(`${ACTIONS} .title`).allInnerTexts();
    return titles.map((title) => title.trim());
  }

  /** Reads the viewport in one go, so that lines and lenses belong together. */
  private async painted(): Promise<Painted> {
    return this.page.locator(EDITOR).first().evaluate(readEditor);
  }
}

/** Runs in the page. Joins what is painted at the same height: line numbers, lines, and lenses above them. */
function readEditor(editor: Element): Painted {
  const top = (element: Element): number => element.getBoundingClientRect().top;
  const clean = (text: string): string => text.replace(/\u00a0/g, ' ').replace(/[\u200b-\u200d]/g, '');
  const rows = [...editor.querySelectorAll('.margin-view-overlays .line-numbers')]
    .map((number) => ({ line: Number(number.textContent), top: top(number.parentElement ?? number) }))
    .filter(({ line }) => line > 0)
    .sort((a, b) => a.top - b.top);
  const lines = [...editor.querySelectorAll('.view-lines .view-line')].flatMap((view) => {
    const row = rows.find((candidate) => Math.abs(candidate.top - top(view)) < 2);
    if (row === undefined) return [];
    let text = '';
    const hints: string[] = [];
    let inHint = false;
    for (const part of view.querySelectorAll(':scope > span > span')) {
      const isHint = /(^| )dyn-rule-/.test(part.className);
      const content = clean(part.textContent);
      if (!isHint) text += content;
      else if (content.trim() !== '') {
        hints.push(inHint ? `${hints.pop() ?? ''}${content}` : content);
      }
      inHint = isHint;
    }
    return [{ line: row.line, text, hints: hints.map((hint) => hint.trim()) }];
  });
  const lenses = [...editor.querySelectorAll('.codelens-decoration')]
    .map((lens, index) => ({ lens, index }))
    // The lens of a line that is not in the viewport is hidden, and parked on the first line.
    .filter(({ lens }) => getComputedStyle(lens).visibility !== 'hidden')
    .flatMap(({ lens, index }) => {
      const row = rows.find((candidate) => candidate.top > top(lens) + 2);
      const texts = [...lens.children]
        .map((part) => clean(part.textContent).trim())
        .filter((text) => text !== '' && text !== '|');
      return row === undefined || texts.length === 0 ? [] : [{ line: row.line, texts, index }];
    });
  return { lines: lines.sort((a, b) => a.line - b.line), lenses: lenses.sort((a, b) => a.line - b.line) };
}

/** Runs in the page. A letter is underlined when its middle is above the squiggle. */
function readSquiggles(editor: Element): Underlined[] {
  const rows = [...editor.querySelectorAll('.margin-view-overlays .line-numbers')].map((number) => ({
    line: Number(number.textContent),
    top: (number.parentElement ?? number).getBoundingClientRect().top,
  }));
  const found: Underlined[] = [];
  for (const squiggle of editor.querySelectorAll('.view-overlays [class*="squiggly-"]')) {
    const kind = /squiggly-(error|warning|info|hint)/.exec(squiggle.className)?.[1] as Underlined['kind'] | undefined;
    const box = squiggle.getBoundingClientRect();
    const isBeside = (top: number): boolean =>
      Math.abs(top - (squiggle.parentElement ?? squiggle).getBoundingClientRect().top) < 2;
    const view = [...editor.querySelectorAll('.view-lines .view-line')].find((line) =>
      isBeside(line.getBoundingClientRect().top),
    );
    const row = rows.find(({ top }) => isBeside(top));
    if (kind === undefined || view === undefined || row === undefined) continue;
    let text = '';
    const letters = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = letters.nextNode(); node; node = letters.nextNode()) {
      for (let at = 0; at < (node.textContent ?? '').length; at++) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { left, width } = range.getBoundingClientRect();
        const middle = left + width / 2;
        if (width > 0 && box.left < middle && middle < box.right) text += range.toString().replace('\u00a0', ' ');
      }
    }
    found.push({ kind, line: row.line, text });
  }
  return found;
}
