// @generated from openapi/venice.yaml by npm run generate. See CONTRIBUTING.md

export const validateRequest = validate0;
const func0 = (text) => Array.from(text).length;
const pattern0 = new RegExp("^\\d{4}-\\d{2}-\\d{2}$", "u");
const pattern1 = new RegExp("^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z$", "u");

function validate0(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.apiKeyType === undefined) {
      (vErrors ??= []).push({ path: instancePath + "/" + "apiKeyType", message: "is required" });
      errors++;
    }
    if (data.description === undefined) {
      (vErrors ??= []).push({ path: instancePath + "/" + "description", message: "is required" });
      errors++;
    }
    for (const key0 in data) {
      if (!(
        key0 === "apiKeyType" ||
        key0 === "consumptionLimit" ||
        key0 === "limitPeriod" ||
        key0 === "description" ||
        key0 === "expiresAt"
      )) {
        (vErrors ??= []).push({
          path: instancePath + "/" + escapeStep(key0),
          message: "is not a property that the spec knows",
        });
        errors++;
      }
    }
    if (data.apiKeyType !== undefined) {
      let data0 = data.apiKeyType;
      if (!(data0 === "INFERENCE" || data0 === "ADMIN")) {
        (vErrors ??= []).push({
          path: instancePath + "/apiKeyType",
          message: 'must be "INFERENCE" or "ADMIN"',
        });
        errors++;
      }
    }
    if (data.consumptionLimit !== undefined) {
      let data1 = data.consumptionLimit;
      if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
        if (data1.usd !== undefined) {
          let data2 = data1.usd;
          if (!(typeof data2 == "number") && data2 !== null) {
            (vErrors ??= []).push({
              path: instancePath + "/consumptionLimit/usd",
              message: "must be number or null",
            });
            errors++;
          }
          if (typeof data2 == "number") {
            if (data2 > 9999999999 || isNaN(data2)) {
              (vErrors ??= []).push({
                path: instancePath + "/consumptionLimit/usd",
                message: "must be <= 9999999999",
              });
              errors++;
            }
            if (data2 < 0 || isNaN(data2)) {
              (vErrors ??= []).push({
                path: instancePath + "/consumptionLimit/usd",
                message: "must be >= 0",
              });
              errors++;
            }
          }
        }
        if (data1.diem !== undefined) {
          let data3 = data1.diem;
          if (!(typeof data3 == "number") && data3 !== null) {
            (vErrors ??= []).push({
              path: instancePath + "/consumptionLimit/diem",
              message: "must be number or null",
            });
            errors++;
          }
          if (typeof data3 == "number") {
            if (data3 > 9999999999 || isNaN(data3)) {
              (vErrors ??= []).push({
                path: instancePath + "/consumptionLimit/diem",
                message: "must be <= 9999999999",
              });
              errors++;
            }
            if (data3 < 0 || isNaN(data3)) {
              (vErrors ??= []).push({
                path: instancePath + "/consumptionLimit/diem",
                message: "must be >= 0",
              });
              errors++;
            }
          }
        }
        if (data1.vcu !== undefined) {
          let data4 = data1.vcu;
          if (!(typeof data4 == "number") && data4 !== null) {
            (vErrors ??= []).push({
              path: instancePath + "/consumptionLimit/vcu",
              message: "must be number or null",
            });
            errors++;
          }
          if (typeof data4 == "number") {
            if (data4 > 9999999999 || isNaN(data4)) {
              (vErrors ??= []).push({
                path: instancePath + "/consumptionLimit/vcu",
                message: "must be <= 9999999999",
              });
              errors++;
            }
            if (data4 < 0 || isNaN(data4)) {
              (vErrors ??= []).push({
                path: instancePath + "/consumptionLimit/vcu",
                message: "must be >= 0",
              });
              errors++;
            }
          }
        }
      } else {
        (vErrors ??= []).push({ path: instancePath + "/consumptionLimit", message: "must be object" });
        errors++;
      }
    }
    if (data.limitPeriod !== undefined) {
      let data5 = data.limitPeriod;
      if (!(data5 === "EPOCH" || data5 === "MONTH" || data5 === "LIFETIME")) {
        (vErrors ??= []).push({
          path: instancePath + "/limitPeriod",
          message: 'must be "EPOCH" or "MONTH" or "LIFETIME"',
        });
        errors++;
      }
    }
    if (data.description !== undefined) {
      let data6 = data.description;
      if (typeof data6 === "string") {
        if (func0(data6) > 64) {
          (vErrors ??= []).push({
            path: instancePath + "/description",
            message: "must NOT have more than 64 characters",
          });
          errors++;
        }
      } else {
        (vErrors ??= []).push({ path: instancePath + "/description", message: "must be string" });
        errors++;
      }
    }
    if (data.expiresAt !== undefined) {
      let data7 = data.expiresAt;
      const _errs15 = errors;
      let valid2 = false;
      const _errs16 = errors;
      if (!(data7 === "")) {
        errors++;
      }
      var _valid0 = _errs16 === errors;
      valid2 = valid2 || _valid0;
      if (!valid2) {
        const _errs17 = errors;
        if (errors === _errs17) {
          if (typeof data7 === "string") {
            if (!pattern0.test(data7)) {
              errors++;
            }
          } else {
            errors++;
          }
        }
        var _valid0 = _errs17 === errors;
        valid2 = valid2 || _valid0;
        if (!valid2) {
          const _errs19 = errors;
          if (errors === _errs19) {
            if (typeof data7 === "string") {
              if (!pattern1.test(data7)) {
                errors++;
              }
            } else {
              errors++;
            }
          }
          var _valid0 = _errs19 === errors;
          valid2 = valid2 || _valid0;
        }
      }
      if (!valid2) {
        errors = _errs15;
        if (vErrors !== null) {
          if (_errs15) {
            vErrors.length = _errs15;
          } else {
            vErrors = null;
          }
        }
        (vErrors ??= []).push({
          path: instancePath + "/expiresAt",
          message:
            'must be "" or match ^\\d{4}-\\d{2}-\\d{2}$ or match ^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z$',
        });
        errors++;
      } else {
        errors = _errs15;
        if (vErrors !== null) {
          if (_errs15) {
            vErrors.length = _errs15;
          } else {
            vErrors = null;
          }
        }
      }
    }
  } else {
    (vErrors ??= []).push({ path: instancePath, message: "must be object" });
    errors++;
  }
  validate0.errors = vErrors;
  return errors === 0;
}

export const validateResponse = validate1;

function validate1(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.data === undefined) {
      (vErrors ??= []).push({ path: instancePath + "/" + "data", message: "is required" });
      errors++;
    }
    if (data.success === undefined) {
      (vErrors ??= []).push({ path: instancePath + "/" + "success", message: "is required" });
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "data" || key0 === "success")) {
        (vErrors ??= []).push({
          path: instancePath + "/" + escapeStep(key0),
          message: "is not a property that the spec knows",
        });
        errors++;
      }
    }
    if (data.data !== undefined) {
      let data0 = data.data;
      if (data0 && typeof data0 == "object" && !Array.isArray(data0)) {
        if (data0.apiKey === undefined) {
          (vErrors ??= []).push({ path: instancePath + "/data" + "/" + "apiKey", message: "is required" });
          errors++;
        }
        if (data0.apiKeyType === undefined) {
          (vErrors ??= []).push({
            path: instancePath + "/data" + "/" + "apiKeyType",
            message: "is required",
          });
          errors++;
        }
        if (data0.consumptionLimit === undefined) {
          (vErrors ??= []).push({
            path: instancePath + "/data" + "/" + "consumptionLimit",
            message: "is required",
          });
          errors++;
        }
        if (data0.limitPeriod === undefined) {
          (vErrors ??= []).push({
            path: instancePath + "/data" + "/" + "limitPeriod",
            message: "is required",
          });
          errors++;
        }
        if (data0.expiresAt === undefined) {
          (vErrors ??= []).push({ path: instancePath + "/data" + "/" + "expiresAt", message: "is required" });
          errors++;
        }
        if (data0.id === undefined) {
          (vErrors ??= []).push({ path: instancePath + "/data" + "/" + "id", message: "is required" });
          errors++;
        }
        for (const key1 in data0) {
          if (!(
            key1 === "apiKey" ||
            key1 === "apiKeyType" ||
            key1 === "consumptionLimit" ||
            key1 === "limitPeriod" ||
            key1 === "description" ||
            key1 === "expiresAt" ||
            key1 === "id"
          )) {
            (vErrors ??= []).push({
              path: instancePath + "/data" + "/" + escapeStep(key1),
              message: "is not a property that the spec knows",
            });
            errors++;
          }
        }
        if (data0.apiKey !== undefined) {
          if (typeof data0.apiKey !== "string") {
            (vErrors ??= []).push({ path: instancePath + "/data/apiKey", message: "must be string" });
            errors++;
          }
        }
        if (data0.apiKeyType !== undefined) {
          let data2 = data0.apiKeyType;
          if (!(data2 === "INFERENCE" || data2 === "ADMIN")) {
            (vErrors ??= []).push({
              path: instancePath + "/data/apiKeyType",
              message: 'must be "INFERENCE" or "ADMIN"',
            });
            errors++;
          }
        }
        if (data0.consumptionLimit !== undefined) {
          let data3 = data0.consumptionLimit;
          if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
            if (data3.usd !== undefined) {
              let data4 = data3.usd;
              if (!(typeof data4 == "number") && data4 !== null) {
                (vErrors ??= []).push({
                  path: instancePath + "/data/consumptionLimit/usd",
                  message: "must be number or null",
                });
                errors++;
              }
              if (typeof data4 == "number") {
                if (data4 > 9999999999 || isNaN(data4)) {
                  (vErrors ??= []).push({
                    path: instancePath + "/data/consumptionLimit/usd",
                    message: "must be <= 9999999999",
                  });
                  errors++;
                }
                if (data4 < 0 || isNaN(data4)) {
                  (vErrors ??= []).push({
                    path: instancePath + "/data/consumptionLimit/usd",
                    message: "must be >= 0",
                  });
                  errors++;
                }
              }
            }
            if (data3.diem !== undefined) {
              let data5 = data3.diem;
              if (!(typeof data5 == "number") && data5 !== null) {
                (vErrors ??= []).push({
                  path: instancePath + "/data/consumptionLimit/diem",
                  message: "must be number or null",
                });
                errors++;
              }
              if (typeof data5 == "number") {
                if (data5 > 9999999999 || isNaN(data5)) {
                  (vErrors ??= []).push({
                    path: instancePath + "/data/consumptionLimit/diem",
                    message: "must be <= 9999999999",
                  });
                  errors++;
                }
                if (data5 < 0 || isNaN(data5)) {
                  (vErrors ??= []).push({
                    path: instancePath + "/data/consumptionLimit/diem",
                    message: "must be >= 0",
                  });
                  errors++;
                }
              }
            }
            if (data3.vcu !== undefined) {
              let data6 = data3.vcu;
              if (!(typeof data6 == "number") && data6 !== null) {
                (vErrors ??= []).push({
                  path: instancePath + "/data/consumptionLimit/vcu",
                  message: "must be number or null",
                });
                errors++;
              }
              if (typeof data6 == "number") {
                if (data6 > 9999999999 || isNaN(data6)) {
                  (vErrors ??= []).push({
                    path: instancePath + "/data/consumptionLimit/vcu",
                    message: "must be <= 9999999999",
                  });
                  errors++;
                }
                if (data6 < 0 || isNaN(data6)) {
                  (vErrors ??= []).push({
                    path: instancePath + "/data/consumptionLimit/vcu",
                    message: "must be >= 0",
                  });
                  errors++;
                }
              }
            }
          } else {
            (vErrors ??= []).push({
              path: instancePath + "/data/consumptionLimit",
              message: "must be object",
            });
            errors++;
          }
        }
        if (data0.limitPeriod !== undefined) {
          let data7 = data0.limitPeriod;
          if (!(data7 === "EPOCH" || data7 === "MONTH" || data7 === "LIFETIME")) {
            (vErrors ??= []).push({
              path: instancePath + "/data/limitPeriod",
              message: 'must be "EPOCH" or "MONTH" or "LIFETIME"',
            });
            errors++;
          }
        }
        if (data0.description !== undefined) {
          if (typeof data0.description !== "string") {
            (vErrors ??= []).push({ path: instancePath + "/data/description", message: "must be string" });
            errors++;
          }
        }
        if (data0.expiresAt !== undefined) {
          let data9 = data0.expiresAt;
          if (typeof data9 !== "string" && data9 !== null) {
            (vErrors ??= []).push({
              path: instancePath + "/data/expiresAt",
              message: "must be string or null",
            });
            errors++;
          }
        }
        if (data0.id !== undefined) {
          if (typeof data0.id !== "string") {
            (vErrors ??= []).push({ path: instancePath + "/data/id", message: "must be string" });
            errors++;
          }
        }
      } else {
        (vErrors ??= []).push({ path: instancePath + "/data", message: "must be object" });
        errors++;
      }
    }
    if (data.success !== undefined) {
      if (typeof data.success !== "boolean") {
        (vErrors ??= []).push({ path: instancePath + "/success", message: "must be boolean" });
        errors++;
      }
    }
  } else {
    (vErrors ??= []).push({ path: instancePath, message: "must be object" });
    errors++;
  }
  validate1.errors = vErrors;
  return errors === 0;
}
const escapeStep = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");
