// Knows: when versions of well-known images went out of support, as their makers announced it. No clock is asked: only what
// was over when this table was written (November 2026) is in it. Sources: debian.org/releases and LTS, ubuntu.com/about/release-cycle,
// alpinelinux.org/releases, centos.org, nodejs/Release, devguide.python.org/versions, php.net/eol, ruby-lang.org/branches,
// dotnet.microsoft.com/platform/support/policy; each date held against endoflife-date/endoflife.date.

interface SupportEnd {
  /** What tags of it begin with, or are. */
  readonly tag: RegExp;
  /** `Debian 10`. */
  readonly name: string;
  readonly since: string;
}

const end = (name: string, tag: string, since: string): SupportEnd => ({
  name,
  tag: new RegExp(`^(?:${tag})(?:[.-]|$)`),
  since,
});

/** Versions one by one: `8 carbon` is named `Node 8`, and tags of it begin with either word. */
const ends = (maker: string, since: Readonly<Record<string, string>>): readonly SupportEnd[] =>
  Object.entries(since).map(([words, date]) => {
    const [version = '', ...names] = words.split(' ');
    return end(`${maker} ${version}`, [version.replace('.', '\\.'), ...names].join('|'), date);
  });

const DEBIAN = ends('Debian', {
  '6 squeeze': '2016-02-29',
  '7 wheezy': '2018-05-31',
  '8 jessie': '2020-06-30',
  '9 stretch': '2022-06-30',
  '10 buster': '2024-06-30',
  '11 bullseye': '2026-08-31',
});

const DOTNET = [
  ...ends('.NET Core', { '3.1': '2022-12-13', '3.0': '2020-03-03', '2.2': '2019-12-23' }),
  end('.NET Core 2.1 or older', '1|2', '2021-08-21'),
  ...ends('.NET', { 5: '2022-05-10', 6: '2024-11-12', 7: '2024-05-14', 8: '2026-11-10', 9: '2026-11-10' }),
];
const DOTNET_IMAGES = ['sdk', 'aspnet', 'runtime', 'runtime-deps'];

/** By image, as people write it. */
const ENDS = new Map<string, readonly SupportEnd[]>([
  ...DOTNET_IMAGES.flatMap((name) => [
    [`mcr.microsoft.com/dotnet/${name}`, DOTNET] as const,
    [`mcr.microsoft.com/dotnet/core/${name}`, DOTNET] as const,
  ]),
  ['debian', DEBIAN],
  ['buildpack-deps', DEBIAN],
  [
    'ubuntu',
    [
      end('Ubuntu 12.04 or older', '(?:[4-9]|1[01])\\.\\d\\d|12\\.04|lucid|precise', '2017-04-28'),
      ...ends('Ubuntu', {
        '12.10 quantal': '2014-05-16',
        '13.04 raring': '2014-01-27',
        '13.10 saucy': '2014-07-17',
        '14.04 trusty': '2019-04-25',
        '14.10 utopic': '2015-07-23',
        '15.04 vivid': '2016-02-04',
        '15.10 wily': '2016-07-28',
        '16.04 xenial': '2021-04-30',
        '16.10 yakkety': '2017-07-20',
        '17.04 zesty': '2018-01-13',
        '17.10 artful': '2018-07-19',
        '18.04 bionic': '2023-05-31',
        '18.10 cosmic': '2019-07-18',
        '19.04 disco': '2020-01-23',
        '19.10 eoan': '2020-07-17',
        '20.04 focal': '2025-05-31',
        '20.10 groovy': '2021-07-22',
        '21.04 hirsute': '2022-01-20',
        '21.10 impish': '2022-07-14',
        '22.10 kinetic': '2023-07-20',
        '23.04 lunar': '2024-01-25',
        '23.10 mantic': '2024-07-12',
        '24.10 oracular': '2025-07-10',
        '25.04 plucky': '2026-01-17',
        '25.10 questing': '2026-07-31',
      }),
    ],
  ],
  [
    'alpine',
    [
      end('Alpine 3.15 or older', '2|3\\.\\d|3\\.1[0-5]', '2023-11-01'),
      ...ends('Alpine', {
        '3.16': '2024-05-23',
        '3.17': '2024-11-22',
        '3.18': '2025-05-09',
        '3.19': '2025-11-01',
        '3.20': '2026-04-01',
        '3.21': '2026-11-01',
      }),
    ],
  ],
  [
    'centos',
    [
      end('CentOS 6 or older', '[56]|centos[56]', '2020-11-30'),
      end('CentOS 7', '7|centos7', '2024-06-30'),
      end('CentOS 8', '8|centos8|latest', '2021-12-31'),
    ],
  ],
  [
    'node',
    [
      end('Node 3 or older', '[0-3]', '2016-12-31'),
      ...ends('Node', {
        '4 argon': '2018-04-30',
        5: '2016-06-30',
        '6 boron': '2019-04-30',
        7: '2017-06-30',
        '8 carbon': '2019-12-31',
        9: '2018-06-30',
        '10 dubnium': '2021-04-30',
        11: '2019-06-30',
        '12 erbium': '2022-04-30',
        13: '2020-06-01',
        '14 fermium': '2023-04-30',
        15: '2021-06-01',
        '16 gallium': '2023-09-11',
        17: '2022-06-01',
        '18 hydrogen': '2025-04-30',
        19: '2023-06-01',
        '20 iron': '2026-04-30',
        21: '2024-06-01',
        23: '2025-06-01',
        25: '2026-06-01',
      }),
    ],
  ],
  [
    'python',
    [
      end('Python 2', '2', '2020-01-01'),
      end('Python 3.6 or older', '3\\.[0-6]', '2021-12-23'),
      ...ends('Python', {
        '3.7': '2023-06-27',
        '3.8': '2024-10-07',
        '3.9': '2025-10-31',
        '3.10': '2026-10-31',
      }),
    ],
  ],
  ['php', [end('PHP 7 or older', '[57]', '2022-11-28'), ...ends('PHP', { '8.0': '2023-11-26', '8.1': '2025-12-31' })]],
  [
    'ruby',
    [
      end('Ruby 2 or older', '[12]', '2023-03-31'),
      ...ends('Ruby', { '3.0': '2024-04-23', '3.1': '2025-03-26', '3.2': '2026-03-31' }),
    ],
  ],
]);

/** Undefined when it is supported, or when we do not know. */
export const supportEnd = (image: string, tag: string): SupportEnd | undefined =>
  ENDS.get(image)?.find((one) => one.tag.test(tag));

/** A tag may name the distribution below: `3.12-buster`. */
export const debianEnd = (tag: string): SupportEnd | undefined => {
  const words = tag.split('-').slice(1);
  return DEBIAN.find((one) => words.some((word) => /^[a-z]/.test(word) && one.tag.test(word)));
};
