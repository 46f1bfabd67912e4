import { certificateIndex, deleteCertificate, readCertificates, uploadCertificate } from "./certificates.ts";

export const certificateEndpoints = [certificateIndex, readCertificates, uploadCertificate, deleteCertificate];
