import { describe, expect, it } from 'vitest';
import { optionsText } from '../../../cli/next-command.ts';

describe('optionsText', () => {
  it('quotes what a shell would take apart', () => {
    expect(optionsText({ renewer: 'Certs', region: 'eu-west-1', profile: 'my shop' })).toBe(
      " --renewer Certs --region eu-west-1 --profile 'my shop'",
    );
  });

  it('says nothing of what was not given', () => {
    expect(optionsText({})).toBe('');
  });
});
