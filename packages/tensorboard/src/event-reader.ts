/** Reads back what EventWriter wrote, to check a run without Python; TensorBoard itself is the reader that counts. */
import { PbfReader } from 'pbf';
import { fields } from './event-message.js';
import { decodeRecords } from './record.js';

/** One value of a summary; `value` is a scalar's, `countOfValues` a histogram's, `encoded` a picture's. */
export interface LoggedValue {
  tag?: string;
  value?: number;
  countOfValues?: number;
  encoded?: Uint8Array;
}

export interface LoggedEvent {
  wallTimeSeconds: number;
  step: number;
  isSessionStart: boolean;
  fileVersion?: string;
  values: LoggedValue[];
}

/** @param file The bytes of an event file. @throws A2pdError CORRUPT_ARTEFACT where a checksum is wrong. */
export function decodeEvents(file: Uint8Array): LoggedEvent[] {
  return decodeRecords(file).map((record) => {
    const event: LoggedEvent = { wallTimeSeconds: 0, step: 0, isSessionStart: false, values: [] };
    return new PbfReader(record).readFields(readEvent, event);
  });
}

function readEvent(field: number, event: LoggedEvent, message: PbfReader): void {
  if (field === fields.event.wallTime) event.wallTimeSeconds = message.readDouble();
  else if (field === fields.event.step) event.step = message.readVarint(true);
  else if (field === fields.event.fileVersion) event.fileVersion = message.readString();
  else if (field === fields.event.summary) message.readMessage(readSummary, event.values);
  else if (field === fields.event.sessionLog) message.readMessage(readSessionLog, event);
}

function readSessionLog(field: number, event: LoggedEvent, message: PbfReader): void {
  if (field === fields.sessionLog.status) event.isSessionStart = message.readVarint() === 1;
}

function readSummary(field: number, values: LoggedValue[], message: PbfReader): void {
  if (field === fields.summary.value) values.push(message.readMessage(readValue, {}));
}

function readValue(field: number, value: LoggedValue, message: PbfReader): void {
  if (field === fields.value.tag) value.tag = message.readString();
  else if (field === fields.value.simpleValue) value.value = message.readFloat();
  else if (field === fields.value.image) message.readMessage(readImage, value);
  else if (field === fields.value.histogram) message.readMessage(readHistogram, value);
}

function readImage(field: number, value: LoggedValue, message: PbfReader): void {
  if (field === fields.image.encoded) value.encoded = message.readBytes();
}

function readHistogram(field: number, value: LoggedValue, message: PbfReader): void {
  if (field === fields.histogram.count) value.countOfValues = message.readDouble();
}
