/** What CloudWatch's user guide says of alarms whose data is missing, and no emulator does. */
import { describe, expect, it } from 'vitest';
import { type AlarmProperties, createMetricAlarm } from '../../../../support/world/models/metric-alarm.ts';

const AN_HOUR: AlarmProperties = {
  AlarmName: 'Certs-ChecksStopped',
  Threshold: 1,
  EvaluationPeriods: 1,
  ComparisonOperator: 'LessThanThreshold',
  TreatMissingData: 'breaching',
  AlarmActions: ['topic'],
  OKActions: ['topic'],
  Period: 3600,
  Statistic: 'Sum',
};

const IN_SHORT_PERIODS: AlarmProperties = { ...AN_HOUR, Period: 600, EvaluationPeriods: 6 };

/** Counted every ten minutes, until 06:00 and again from 12:00 on. */
function messagesOf(properties: AlarmProperties): string[] {
  const alarm = createMetricAlarm(properties);
  for (let minute = 0; minute <= 15 * 60; minute += 1) {
    const at = new Date(Date.UTC(2027, 0, 4, 0, minute));
    const isCounted = minute <= 6 * 60 || minute >= 12 * 60;
    if (isCounted && minute % 10 === 0) alarm.count(at);
    alarm.evaluate(at);
  }
  return alarm.messages.map(({ at, state }) => `${at.toISOString().slice(11, 16)} ${state}`);
}

describe('createMetricAlarm', () => {
  it('passes over missing points while the evaluation range has enough real ones', () => {
    expect(messagesOf(AN_HOUR)).toEqual(['09:00 ALARM', '12:00 OK']);
    expect(messagesOf({ ...AN_HOUR, EvaluationPeriods: 2 })).toEqual(['09:00 ALARM', '12:00 OK']);
  });

  it('alarms as soon as all of its periods breach, where they are more than those that are retrieved beside them', () => {
    expect(messagesOf(IN_SHORT_PERIODS)).toEqual(['07:00 ALARM', '12:00 OK']);
  });

  it('tells only those that its actions name', () => {
    expect(messagesOf({ ...IN_SHORT_PERIODS, OKActions: [] })).toEqual(['07:00 ALARM']);
  });

  it('fails for an alarm of another kind, which it would judge wrongly', () => {
    const other = { ...AN_HOUR, TreatMissingData: 'ignore' };

    expect(() => createMetricAlarm(other)).toThrow('knows no such alarm as Certs-ChecksStopped');
  });
});
