/** Arguments that several subcommands take, and their parsers. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CERTIFICATE_AUTHORITIES, emailAddress } from '../functions/engine/config/defaults.ts';

/** For options that may be given again. */
export function collect(value: string, given: string[] = []): string[] {
  return [...given, value];
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
  const description = `the CA: production or staging (of Let’s Encrypt), or the URL of its directory. ${why}`;
  return new Option('--server, --directory <ca>', description)
    .argParser(parseDirectory)
    .default(parseDirectory(byDefault), byDefault);
}

/** The URL of a CA's directory, for the short names of Let's Encrypt's two as well. */
function parseDirectory(text: string): string {
  const short: Record<string, string | undefined> = {
    production: CERTIFICATE_AUTHORITIES.letsencrypt,
    staging: CERTIFICATE_AUTHORITIES['letsencrypt-staging'],
  };
  const url = Object.hasOwn(short, text) ? short[text] : text;
  if (url === undefined || URL.parse(url)?.protocol !== 'https:') {
    throw new InvalidArgumentError('Give production, staging or an https URL.');
  }
  return url;
}
