/** Arguments that several subcommands take, and their parsers. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isCertificateName } from '../functions/engine/config/certificate-name.ts';
import {
  CERTIFICATE_AUTHORITIES,
  directoryUrlOf,
  emailAddress,
} from '../functions/engine/config/defaults.ts';
import { nearestTo } from '../functions/engine/config/nearest.ts';
import { ownValue } from '../functions/engine/own-value.ts';

/** For options that may be given again, or with commas between: neither a name nor an address holds one. */
export function collect(value: string, given: string[] = []): string[] {
  const parts = value.split(',').map((part) => part.trim());
  const some = parts.filter((part) => part !== '');
  if (some.length === 0) throw new InvalidArgumentError('It names nothing.');
  return [...given, ...some];
}

/** The end of a command's help: two lines that a person can type, without `$`. */
export function withExamples(command: Command, first: string, second: string): Command {
  return command.addHelpText('after', `\nExamples:\n  $ ${first}\n  $ ${second}`);
}

/**
 * An option that must be given. Commander tells of a missing one before it tells of a misspelt one (`--domian`), so that this
 * one is asked for later.
 */
export function withNeeded(command: Command, option: Option): Command {
  return command.addOption(option).hook('preAction', () => {
    if (command.getOptionValue(option.attributeName()) !== undefined) return;
    const code = 'commander.missingMandatoryOptionValue';
    command.error(`error: required option '${option.flags}' not specified`, { code });
  });
}

/** Names of a certificate that must be given. */
export function withDomains(command: Command, description: string): Command {
  return withNeeded(command, domainOption(description));
}

/** Names of a certificate: `-d`, several times or with commas between. */
export function domainOption(description: string): Option {
  const option = new Option('-d, --domain <name>', `${description}; give it again for more`);
  return option.argParser(collect);
}

export function parseEmail(text: string): string {
  const address = emailAddress(text);
  if (address !== undefined) return address;
  throw new InvalidArgumentError('Give an e-mail address, or leave it out.');
}

/** Where a deployed renewer is: `--region` and `--profile`, with what the AWS CLI takes by default. */
export function withAwsOptions(command: Command): Command {
  return command
    .option('--region <region>', 'the AWS region of the renewer (default: AWS_REGION, or the profile’s)')
    .option('--profile <name>', 'a profile of the AWS CLI (default: AWS_PROFILE)');
}

/** @param byDefault which renewers are meant without it. */
export function renewerOption(byDefault: string): Option {
  return new Option('--renewer <name>', `the renewer, most often named as its stack (default: ${byDefault})`);
}

/** Which CA: `--server`, and `--directory` for those who know it by that name. */
export function directoryOption(byDefault: 'staging' | 'production', why: string): Option {
  const description = `the CA: ${SHORT_NAMES.join(', ')}, or the URL of its directory; production and staging are Let’s Encrypt’s. ${why}`;
  return new Option('--server, --directory <ca>', description)
    .argParser(parseDirectory)
    .default(parseDirectory(byDefault), byDefault);
}

/** As Let's Encrypt's two are called where no other CA is meant. */
const ALSO_NAMED: Readonly<Record<string, string>> = {
  production: 'letsencrypt',
  staging: 'letsencrypt-staging',
};

/** By the names of `certificateAuthority` in the configuration as well. */
const SHORT_NAMES = [...Object.keys(ALSO_NAMED), ...Object.keys(CERTIFICATE_AUTHORITIES)];

/** The URL of a CA's directory, for short names as well. */
function parseDirectory(text: string): string {
  const url = directoryUrlOf(ownValue(ALSO_NAMED, text) ?? text);
  if (URL.parse(url)?.protocol === 'https:' && !/\s/.test(url)) return url;
  const meant = nearestTo(text, SHORT_NAMES);
  const fault = meant ? `Did you mean ${meant}?` : `Give ${SHORT_NAMES.join(', ')} or an https URL.`;
  throw new InvalidArgumentError(fault);
}

/** The name of a certificate, as an argument. */
export function parseCertificateName(text: string): string {
  if (isCertificateName(text)) return text;
  throw new InvalidArgumentError('Give the name of a certificate as status shows it.');
}
