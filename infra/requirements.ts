/**
 * What the constructs need before they can be loaded: a Node and an aws-cdk-lib that are new enough. index.ts imports this file
 * first, and it imports nothing of CDK's: what is too old would else fail somewhere, in words that say nothing.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };

const OLDEST_NODE = numbersOf(packageJson.engines.node);
const OLDEST_CDK = numbersOf(packageJson.peerDependencies['aws-cdk-lib']);

const require = createRequire(join(import.meta.dirname, 'requirements.js'));
const unmet = findUnmet(process.versions.node, installedCdk());
if (unmet !== undefined) throw new Error(unmet);

/** One sentence that says what to do, or undefined when both are new enough. */
export function findUnmet(node: string, cdk: string | undefined): string | undefined {
  if (isOlder(numbersOf(node), OLDEST_NODE)) {
    return `dnscale-certs needs Node ${OLDEST_NODE.join('.')} or newer, and this is Node ${node}: install a newer one, and run cdk with it.`;
  }
  if (cdk === undefined) {
    return `dnscale-certs needs aws-cdk-lib ${OLDEST_CDK.join('.')} or newer, and this app has none: npm install aws-cdk-lib@2 constructs@10`;
  }
  if (isOlder(numbersOf(cdk), OLDEST_CDK)) {
    return `dnscale-certs needs aws-cdk-lib ${OLDEST_CDK.join('.')} or newer, and this app has ${cdk}: npm install aws-cdk-lib@2`;
  }
  return undefined;
}

/** Its version. npm brings it to nobody by itself: whoever wants the command alone has no use for it. */
function installedCdk(): string | undefined {
  try {
    return require('aws-cdk-lib/package.json').version;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'MODULE_NOT_FOUND') return undefined;
    throw thrown;
  }
}

/** Those of a version, or of the range that begins with it: `^2.200.0`, `>=20`. */
function numbersOf(text: string): number[] {
  return (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}

function isOlder(version: number[], oldest: number[]): boolean {
  const place = oldest.findIndex((number, index) => number !== (version[index] ?? 0));
  return place >= 0 && (version[place] ?? 0) < (oldest[place] ?? 0);
}
