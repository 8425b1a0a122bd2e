export { decodeEvents, type LoggedEvent, type LoggedValue } from './event-reader.js';
export { EventWriter, type EventWriterOptions } from './event-writer.js';
