/** Who is told what happened to a certificate, beside the log. */
import type { Notice } from '../notify/notice.ts';
import type { Deadline } from './time.ts';

export interface NoticeSink {
  /** MUST NOT throw: a run that did its work has not failed because nobody could be told. */
  announce(notice: Notice, deadline: Deadline): Promise<void>;
}
