/**
 * Lints every CloudFormation template in a folder that `cdk synth` has written, with cfn-lint. What it may find is in
 * .cfnlintrc.yaml. The first run installs cfn-lint into the project's cache folder.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { ensureCfnLint } from '../test/support/setup/tools.ts';

// Its own script would name the Python of the folder that the environment was made in.
const CFN_LINT = 'import sys; from cfnlint.runner import main; sys.exit(main())';

const folder = process.argv[2] ?? 'cdk.out';
const templates = globSync('**/*.template.json', { cwd: folder }).map((path) => join(folder, path));

if (templates.length === 0) {
  console.error(`No template in ${folder}: run \`npm run synth -- --output ${folder}\` first.`);
  process.exitCode = 1;
} else {
  const python = await ensureCfnLint((line) => console.error(line));
  const { status } = spawnSync(python, ['-I', '-c', CFN_LINT, ...templates], {
    stdio: 'inherit',
    timeout: 300_000,
  });
  process.exitCode = status ?? 1;
  if (status === 0)
    console.log(
      `cfn-lint: ${templates.length} ${templates.length === 1 ? 'template' : 'templates'}, nothing found`,
    );
}
