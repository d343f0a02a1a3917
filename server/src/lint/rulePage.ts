// Knows: where the page of a rule is.

const PAGES = 'https://github.com/layerlens/layerlens/blob/main/docs/rules';

export const rulePage = (id: string): string =>
  /^SC\d{4}$/.test(id) ? `https://www.shellcheck.net/wiki/${id}` : `${PAGES}/${id}.md`;
