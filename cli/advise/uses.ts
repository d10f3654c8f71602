/** What a certificate can be for, by the words of `--for`. Pure. */

type Use = {
  /** In a list. */
  words: string;
  /** ACM's own free certificate serves it. */
  isOfAcm: boolean;
  /** Why it does not, as a sentence. @default - it does */
  why?: string;
};

const FILES = 'they need key and chain as files, and the key of ACM’s free certificate never leaves AWS';

export const USES = {
  'load-balancer': { words: 'load balancers', isOfAcm: true },
  cloudfront: { words: 'CloudFront', isOfAcm: true },
  'api-gateway': { words: 'API Gateway', isOfAcm: true },
  servers: { words: 'servers', isOfAcm: false, why: FILES },
  containers: { words: 'containers that end TLS themselves', isOfAcm: false, why: FILES },
  kubernetes: { words: 'Kubernetes (TLS ends in the cluster)', isOfAcm: false, why: FILES },
  'other-cloud': { words: 'another cloud or CDN', isOfAcm: false, why: FILES },
  files: { words: 'key and chain as files', isOfAcm: false, why: FILES },
  'choose-ca': {
    words: 'a CA of your choice everywhere',
    isOfAcm: false,
    why: 'ACM issues from Amazon’s CA only',
  },
  'short-life': { words: 'a short life', isOfAcm: false, why: 'you cannot choose how long ACM’s own live' },
} as const satisfies Record<string, Use>;

export type UseName = keyof typeof USES;

export const USE_NAMES = Object.keys(USES) as [UseName, ...UseName[]];

/** The uses of a text with commas or blanks between, by name or by number in the list; undefined when one is none. */
export function parseUses(text: string): UseName[] | undefined {
  const given = text.split(/[\s,]+/).filter((part) => part !== '');
  const uses = given.map((part) =>
    USE_NAMES.find((use, place) => part === use || part === String(place + 1)),
  );
  const known = uses.filter((use) => use !== undefined);
  return known.length === 0 || known.length < uses.length ? undefined : [...new Set(known)];
}

/** Where the certificate goes as files. */
export function needsFiles(use: UseName): boolean {
  return 'why' in USES[use] && USES[use].why === FILES;
}
