// Knows: when versions of well-known images went out of support, as their makers announced it. No clock is asked: only what
// was over when this table was written is in it. Sources: debian.org/releases and LTS, ubuntu.com/about/release-cycle,
// alpinelinux.org/releases, centos.org, nodejs/Release, devguide.python.org/versions, php.net/eol, ruby-lang.org/branches,
// dotnet.microsoft.com/platform/support/policy.

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

const DEBIAN = [
  end('Debian 6', '6|squeeze', '2016-02-29'),
  end('Debian 7', '7|wheezy', '2018-05-31'),
  end('Debian 8', '8|jessie', '2020-06-30'),
  end('Debian 9', '9|stretch', '2022-06-30'),
  end('Debian 10', '10|buster', '2024-06-30'),
];

const DOTNET = [
  end('.NET Core 2.2 or older', '1|2', '2021-08-21'),
  end('.NET Core 3.1 or older', '3', '2022-12-13'),
  end('.NET 5', '5', '2022-05-10'),
  end('.NET 6', '6', '2024-11-12'),
  end('.NET 7', '7', '2024-05-14'),
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
      end('Ubuntu 12.04 or older', '10\\.\\d\\d|11\\.\\d\\d|12\\.\\d\\d|13\\.\\d\\d|lucid|precise', '2017-04-28'),
      end('Ubuntu 14.04', '14\\.04|trusty', '2019-04-25'),
      end('Ubuntu 16.04', '16\\.04|xenial', '2021-04-30'),
      end('Ubuntu 18.04', '18\\.04|bionic', '2023-05-31'),
      end('Ubuntu 20.04', '20\\.04|focal', '2025-05-31'),
      end('this release of Ubuntu', '(?:15|17|19|21|23)\\.\\d\\d|1[68]\\.10|2[024]\\.10', '2025-07-10'),
    ],
  ],
  [
    'alpine',
    [
      end('Alpine 3.15 or older', '2|3\\.\\d|3\\.1[0-5]', '2023-11-01'),
      end('Alpine 3.16', '3\\.16', '2024-05-23'),
      end('Alpine 3.17', '3\\.17', '2024-11-22'),
      end('Alpine 3.18', '3\\.18', '2025-05-09'),
      end('Alpine 3.19', '3\\.19', '2025-11-01'),
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
      end('this version of Node', '\\d|1[0-3]|15|17|19|21|erbium|dubnium|carbon|boron|argon', '2024-06-01'),
      end('Node 14', '14|fermium', '2023-04-30'),
      end('Node 16', '16|gallium', '2023-09-11'),
      end('Node 18', '18|hydrogen', '2025-04-30'),
    ],
  ],
  [
    'python',
    [
      end('Python 2', '2', '2020-01-01'),
      end('Python 3.6 or older', '3\\.[0-6]', '2021-12-23'),
      end('Python 3.7', '3\\.7', '2023-06-27'),
      end('Python 3.8', '3\\.8', '2024-10-07'),
      end('Python 3.9', '3\\.9', '2025-10-31'),
    ],
  ],
  [
    'php',
    [
      end('PHP 7 or older', '[57]', '2022-11-28'),
      end('PHP 8.0', '8\\.0', '2023-11-26'),
      end('PHP 8.1', '8\\.1', '2025-12-31'),
    ],
  ],
  [
    'ruby',
    [end('Ruby 2', '2', '2023-03-31'), end('Ruby 3.0', '3\\.0', '2024-04-23'), end('Ruby 3.1', '3\\.1', '2025-03-26')],
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
