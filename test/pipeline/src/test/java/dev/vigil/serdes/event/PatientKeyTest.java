package dev.vigil.serdes.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatientKeyTest {
  @ParameterizedTest
  @CsvSource({"true,'',p1,p1", "true,north,p1,north|p1", "true,a|b,p1,a|b|p1", "false,'',a|b,a|b"})
  void isReadAsItIsWritten(boolean tenants, String tenant, String patient, String key) {
    PatientKey one = new PatientKey(tenant, patient);
    assertThat(one.toBytes(tenants)).isEqualTo(key.getBytes(UTF_8));
    assertThat(PatientKey.parse(key.getBytes(UTF_8), tenants)).isEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "|p1", "north|"})
  void whatNoEventCanHaveIsNoKey(String key) {
    assertThat(PatientKey.parse(key.getBytes(UTF_8), true)).isNull();
  }

  @Test
  void bytesThatAreNoTextAreNoKey() {
    assertThat(PatientKey.parse(new byte[] {(byte) 0xC3, 0x28}, false)).isNull();
  }
}
