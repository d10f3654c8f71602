/** Which run is killed: a deployment's first, which registers an account; a certificate's first; a later one; one that revokes. */

type SceneFacts = {
  /** There is a certificate before the run, and the run issues another. */
  hasOneBefore: boolean;
  /** What it is declared with; in a renewal, other than before. */
  profile: 'default' | 'other';
  /** What is asked of the run beside that. @default - nothing */
  revokes?: 'once it is replaced' | 'at once';
};

const FACTS = {
  'new account': { hasOneBefore: false, profile: 'default' },
  'first issuance': { hasOneBefore: false, profile: 'default' },
  renewal: { hasOneBefore: true, profile: 'other' },
  revocation: { hasOneBefore: true, profile: 'default', revokes: 'once it is replaced' },
  'revocation at once': { hasOneBefore: true, profile: 'default', revokes: 'at once' },
} satisfies Record<string, SceneFacts>;

export type Scene = keyof typeof FACTS;

export const SCENES = Object.keys(FACTS) as Scene[];

export function factsOf(scene: Scene): SceneFacts {
  return FACTS[scene];
}
