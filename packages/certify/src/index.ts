export { type Certificates, type CertifyOptions, certify } from './certify.js';
export { certificationRecordSchema, readCertification, writeCertification } from './records.js';
export { type CertificationContext, summariseCertification } from './summary.js';
