/**
 * Points the app that `dnscale-certs init` wrote at another DNScale, as a person does in an editor:
 * `node point-app.mjs APP_JS RENEWER_SETTINGS_AS_JSON`. It fails where the app has other lines than it knows.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const [file, settings] = process.argv.slice(2);
const edits = [
  ['  termsOfServiceAgreed: true,', `  termsOfServiceAgreed: true,\n  ...${settings},`],
  // The local CA has several, and takes any of them when none is named.
  ['  certificateName: ', "  profile: 'default',\n  certificateName: "],
];

let source = readFileSync(file, 'utf8');
for (const [before, after] of edits) {
  if (source.split(before).length !== 2) throw new Error(`${file} has not one line with "${before}"`);
  source = source.replace(before, () => after);
}
writeFileSync(file, source);
