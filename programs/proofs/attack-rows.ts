/**
 * The attacks that a security review ran against the product, and the tests that carry each one out
 * (programs/proofs/attacks.ts). Whoever renames such a test renames it here too.
 */

export type Attack = {
  attack: string;
  file: string;
  /** A part of the names of its tests. @default all tests of the file */
  tests?: string;
};

/** In the order of the review's items. */
export const ATTACKS: readonly Attack[] = [
  {
    attack: 'a failed stack that is made anew under another ARN, to take a definition from its owner',
    file: 'test/unit/declare/handler.test.ts',
    tests: 'after a failed stack was made anew',
  },
  {
    attack: 'another certificate left on an ARN of ours',
    file: 'test/integration/install-failures.test.ts',
    tests: 'imports ours again',
  },
  {
    attack:
      "an import over another renewer's certificate with renew's role (tagging it first is an accepted risk)",
    file: 'test/e2e/least-privilege.test.ts',
    tests: "import over another renewer's certificate",
  },
  {
    attack: 'a state that names records of others for removal',
    file: 'test/unit/engine/dns/dns01-solver-leftovers.test.ts',
  },
  {
    attack: 'a state that is written or removed by the role of declare, and a definition by that of renew',
    file: 'test/e2e/least-privilege.test.ts',
    tests: 'does not let',
  },
  {
    attack: 'a definition with a CA that nobody deployed',
    file: 'test/unit/renew/foreign-definition.test.ts',
  },
  {
    attack: 'a definition with a CA that looks like a deployed one',
    file: 'test/unit/engine/config/deployed-authorities.test.ts',
  },
  {
    attack: 'a CA or an API whose name leads into a private network',
    file: 'test/contract/acme/private-origins.test.ts',
  },
  {
    attack: 'a message for a certificate that nobody declared',
    file: 'test/unit/engine/run/renew-certificate.test.ts',
    tests: 'nobody has declared',
  },
  {
    attack: "a bucket of our name in somebody else's account",
    file: 'test/unit/aws/bucket-objects.test.ts',
    tests: 'a bucket of another account',
  },
  {
    attack: 'the serial of our certificate, from another CA',
    file: 'test/unit/engine/install/install-certificate.test.ts',
  },
  {
    attack: 'an identifier named constructor or __proto__',
    file: 'test/unit/engine/issuance/foreign-names.test.ts',
  },
  { attack: 'a CNAME to _dmarc, an apex or a host', file: 'test/integration/hostile-cnames.test.ts' },
  {
    attack: '75 certificates that hang, and starve 20 others',
    file: 'test/unit/engine/run/backlog.test.ts',
    tests: 'are not starved by',
  },
  { attack: 'code in a compile cache or a folder above', file: 'test/integration/planted-code.test.ts' },
  { attack: 'a planted folder for try', file: 'test/integration/planted-folder.test.ts' },
  {
    attack: 'a folder with owners, modes and links of others',
    file: 'test/contract/files/planted-folder.test.ts',
  },
  {
    attack: 'NODE_TLS_REJECT_UNAUTHORIZED=0, to get the token from the command',
    file: 'test/integration/unverified-tls.test.ts',
  },
  { attack: 'escape sequences in names from DNS', file: 'test/unit/cli/terminal.test.ts' },
  {
    attack: 'the token, sent back by a server in every spelling',
    file: 'test/contract/dnscale/echoes.test.ts',
  },
  {
    attack: "the HMAC key, the account's key and the signed request, sent back by a CA in every spelling",
    file: 'test/contract/acme/echoes.test.ts',
  },
  {
    attack: "the account's key, quoted by AWS when it refuses it",
    file: 'test/unit/aws/account-key-store.test.ts',
    tests: 'though AWS quotes it',
  },
  {
    attack: "name servers at the addresses of a cloud's metadata, of loopback or of a private network",
    file: 'test/contract/resolver/hostile-name-servers.test.ts',
    tests: 'that nobody has on the Internet',
  },
  {
    attack: 'a zone with 9,788 addresses',
    file: 'test/contract/resolver/hostile-name-servers.test.ts',
    tests: 'thousands of addresses',
  },
  {
    attack: 'two thousand questions to servers that are silent',
    file: 'test/contract/resolver/hostile-name-servers.test.ts',
    tests: 'two thousand questions',
  },
  {
    attack: 'foreign text that costs a parser quadratic time',
    file: 'test/unit/programs/proofs/parsers.test.ts',
  },
  {
    attack: 'another chain over what is archived',
    file: 'test/contract/aws/killed-version.test.ts',
    tests: 'overwrites nothing',
  },
  {
    attack: "another key over what is archived, with renew's role",
    file: 'test/e2e/least-privilege.test.ts',
    tests: 'overwrite an archived key',
  },
  {
    attack: "an early end of what is archived, with renew's role",
    file: 'test/e2e/least-privilege.test.ts',
    tests: 'end an archived key early',
  },
  { attack: 'a package with an unknown hash or licence', file: 'test/unit/supply-chain/packages.test.ts' },
];
