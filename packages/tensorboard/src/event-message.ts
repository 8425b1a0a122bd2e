/**
 * The protocol buffers of an event file, as far as they are written here: Event, SessionLog and Summary of
 * tensorboard/compat/proto, in the "legacy" form of values that every version of TensorBoard reads.
 */
import { PbfWriter } from 'pbf';
import type { Histogram } from './histogram.js';
import type { ImageSize } from './image-size.js';

/** Field numbers, by message. */
export const fields = {
  event: { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 },
  sessionLog: { status: 1 },
  summary: { value: 1 },
  value: { tag: 1, simpleValue: 2, image: 4, histogram: 5 },
  image: { height: 1, width: 2, colourSpace: 3, encoded: 4 },
  histogram: { min: 1, max: 2, count: 3, sum: 4, sumOfSquares: 5, limits: 6, counts: 7 },
} as const;

/** From this version on, a session's start discards what an earlier session wrote at its step or later. */
const fileVersion = 'brain.Event:2';
const sessionStart = 1;
const rgb = 3;

interface EncodedImage extends ImageSize {
  /** A whole PNG or GIF. */
  readonly encoded: Uint8Array;
}

export type EventContent =
  | { readonly kind: 'file-version' }
  | { readonly kind: 'session-start' }
  | { readonly kind: 'scalar'; readonly tag: string; readonly value: number }
  | { readonly kind: 'histogram'; readonly tag: string; readonly histogram: Histogram }
  | { readonly kind: 'image'; readonly tag: string; readonly image: EncodedImage };

/** One Event message. @param wallTimeSeconds since 1970. */
export function encodeEvent(wallTimeSeconds: number, step: number, content: EventContent): Uint8Array {
  const event = new PbfWriter();
  event.writeDoubleField(fields.event.wallTime, wallTimeSeconds);
  event.writeVarintField(fields.event.step, step);
  if (content.kind === 'file-version') event.writeStringField(fields.event.fileVersion, fileVersion);
  else if (content.kind === 'session-start') event.writeMessage(fields.event.sessionLog, writeSessionStart, undefined);
  else event.writeMessage(fields.event.summary, writeSummary, content);
  return event.finish();
}

type SummaryContent = Extract<EventContent, { tag: string }>;

function writeSessionStart(_: undefined, message: PbfWriter): void {
  message.writeVarintField(fields.sessionLog.status, sessionStart);
}

function writeSummary(content: SummaryContent, message: PbfWriter): void {
  message.writeMessage(fields.summary.value, writeValue, content);
}

function writeValue(content: SummaryContent, message: PbfWriter): void {
  message.writeStringField(fields.value.tag, content.tag);
  if (content.kind === 'scalar') message.writeFloatField(fields.value.simpleValue, content.value);
  else if (content.kind === 'image') message.writeMessage(fields.value.image, writeImage, content.image);
  else message.writeMessage(fields.value.histogram, writeHistogram, content.histogram);
}

function writeImage({ width, height, encoded }: EncodedImage, message: PbfWriter): void {
  message.writeVarintField(fields.image.height, height);
  message.writeVarintField(fields.image.width, width);
  message.writeVarintField(fields.image.colourSpace, rgb);
  message.writeBytesField(fields.image.encoded, encoded);
}

function writeHistogram(histogram: Histogram, message: PbfWriter): void {
  message.writeDoubleField(fields.histogram.min, histogram.min);
  message.writeDoubleField(fields.histogram.max, histogram.max);
  message.writeDoubleField(fields.histogram.count, histogram.count);
  message.writeDoubleField(fields.histogram.sum, histogram.sum);
  message.writeDoubleField(fields.histogram.sumOfSquares, histogram.sumOfSquares);
  message.writePackedDouble(fields.histogram.limits, [...histogram.limits]);
  message.writePackedDouble(fields.histogram.counts, [...histogram.counts]);
}
