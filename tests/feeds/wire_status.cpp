#include "feeds/wire_status.hpp"

#include "feeds/text/date.hpp"

#include <doctest/doctest.h>

using namespace datelined::feeds;

namespace {

const Time now = *read_date("2024-03-04T12:00:00Z");

Entry titled(std::string_view title, std::string_view text = "") {
  Entry entry;
  entry.title = title;
  entry.content_text = text;
  return entry;
}

template <class Member, class Value>
Entry wired(Member member, Value value) {
  Entry entry = titled("Bank names chief", "The bank named a chief.");
  entry.extension.wire.emplace().*member = std::move(value);
  return entry;
}

Status status_of(const Entry& entry) {
  return read_wire_status(entry, now).status;
}

}  // namespace

TEST_SUITE("feeds/wire_status") {
  TEST_CASE("a kill is told by the agency's members, by a label or by a line, in many languages") {
    CHECK(status_of(wired(&Wire::pub_status, "canceled")) == Status::killed);
    CHECK(status_of(wired(&Wire::pub_status, "withheld")) == Status::killed);
    CHECK(status_of(wired(&Wire::management_type, "delete")) == Status::killed);
    CHECK(status_of(wired(&Wire::ed_note, "MANDATORY KILL. Sourcing.")) == Status::killed);
    for (const std::string_view title :
         {"KILL: Bank names chief", "WITHDRAWN: Bank names chief", "ADVISORY KILL-Bank names chief", "KILL",
          "MANDATORY KILL", "[KILL] Bank names chief", "Bank names chief (STORY WITHDRAWN)",
          "ADVISORY-Story on bank chief withdrawn", "ANULACIÓN: El banco nombra jefe", "ANNULATION - La banque",
          "ZURÜCKGEZOGEN: Bank ernennt Chef", "АННУЛИРОВАНО: Банк назначил главу", "إلغاء خبر: البنك يعين رئيسا",
          "【撤稿】银行任命行长", "【記事取り消し】銀行が頭取を任命", "[전문취소] 은행장 선임", "撤稿通知"}) {
      CAPTURE(title);
      CHECK(status_of(titled(title)) == Status::killed);
    }
    for (const std::string_view line :
         {"Please kill the story slugged BANK-CHIEF. A replacement will follow.", "This story has been withdrawn.",
          "Rogamos anulen la noticia sobre el banco.", "Prière d'annuler la dépêche.",
          "Die Meldung wird zurückgezogen.", "Просьба аннулировать сообщение о банке.", "此稿作废，请勿采用。",
          "此稿作废请勿采用", "本稿已撤请各用户注意。", "この記事は取り消します。",
          "この記事は取り消しますので使用しないでください。", "이 기사는 취소되었습니다.",
          "撤稿通知：前发稿件有误。"}) {
      CAPTURE(line);
      CHECK(status_of(titled("Bank names chief", line)) == Status::killed);
    }
  }

  TEST_CASE("news of killing and of withdrawing kills nothing") {
    for (const std::string_view title :
         {"Kill: a novel", "Kill Bill returns to cinemas", "Troops withdrawn from the border", "Bomb kills 12",
          "Withdrawn: a memoir", "Paper says story has been withdrawn", "Die Truppen werden zurückgezogen",
          "撤稿通知引发学界争议", "기사 전문 취소를 요구한 정당"}) {
      CAPTURE(title);
      CHECK(status_of(titled(title, "It was told on Monday that a story has been withdrawn.")) == Status::usable);
    }
    CHECK(status_of(wired(&Wire::pub_status, "usable")) == Status::usable);
    CHECK(status_of(titled("ADVISORY-Budget coverage", "We plan three stories on the budget.")) == Status::usable);
  }

  TEST_CASE("a correction is one of substance, a refiled typo and a repeat are none") {
    CHECK(status_of(titled("CORRECTED-Bank names chief")) == Status::corrected);
    CHECK(status_of(titled("REFILE-Bank names chief")) == Status::usable);
    CHECK(status_of(titled("RPT-Bank names chief")) == Status::usable);
    CHECK(read_wire_status(titled("REFILE-Bank names chief"), now).signal == "refile");
    CHECK(read_wire_status(titled("RPT-Bank names chief"), now).signal == "repeat");
    CHECK(status_of(wired(&Wire::signals, std::vector<std::string>{"correction"})) == Status::corrected);
  }

  TEST_CASE("an embargo is told by the agency's member or by a line with its time") {
    const Time ten = *read_date("2024-03-05T10:00:00Z");
    CHECK(read_wire_status(wired(&Wire::embargoed, ten), now).embargoed == ten);
    CHECK(read_wire_status(wired(&Wire::pub_status, "embargoed"), now).embargoed == no_known_end);
    CHECK(read_wire_status(wired(&Wire::ed_note, "Embargoed until 2024-03-05 10:00 GMT"), now).embargoed == ten);
    for (const std::string_view line :
         {"EMBARGOED UNTIL 10:00 GMT 5 March", "EMBARGOED UNTIL 10:00 GMT 5 March 2024. London, 4 March - The bank",
          "(Embargoed until 5 March 2024 10:00 GMT)", "STRICTLY EMBARGOED UNTIL 10:00 GMT, 5 March 2024",
          "Embargo: 2024-03-05T10:00:00Z", "Not for publication before 10:00 GMT on 5 March 2024"}) {
      CAPTURE(line);
      CHECK(read_wire_status(titled("Bank names chief", line), now).embargoed == ten);
    }
    Entry german = titled("Bank", "Sperrfrist: 5. März 2024 11:00 CET");
    german.language = "de";
    CHECK(read_wire_status(german, now).embargoed == ten);
    Entry chinese = titled("银行", "解禁时间：2024年3月5日 10:00");
    chinese.language = "zh";
    CHECK(read_wire_status(chinese, now).embargoed == ten);
    chinese.content_text = "解禁时间2024年3月5日 10:00";
    CHECK(read_wire_status(chinese, now).embargoed == ten);
  }

  TEST_CASE("news of an embargo holds nothing") {
    for (const std::string_view line : {"Embargo on arms lifted", "The report was embargoed until Monday.",
                                        "Embargo imposed on 5 March 2024 hits traders", "EMBARGOED"}) {
      CAPTURE(line);
      CHECK(read_wire_status(titled(line, line), now).embargoed == std::nullopt);
    }
  }

  TEST_CASE("what is for editors alone is taken out") {
    Entry entry = wired(&Wire::ed_note, "Ring the lawyer.");
    entry.content_html =
        "<p>The bank named a chief.</p><p>NOT FOR PUBLICATION: ring <b>Ann</b>.</p><p>He starts in May.</p>"
        "<p>Не для печати: звонить Анне.</p>";
    entry.content_text.clear();
    entry.summary = "Nicht zur Veröffentlichung: Rückfragen an Ann";
    remove_private_notes(entry);
    CHECK(entry.extension.wire->ed_note == "");
    CHECK(entry.content_html == "<p>The bank named a chief.</p><p>He starts in May.</p>");
    CHECK(entry.summary == "");
    Entry plain = titled("Bank", "The bank named a chief.\n(Not for publication: ring Ann)\nHe starts.");
    remove_private_notes(plain);
    CHECK(plain.content_text == "The bank named a chief.\nHe starts.");
  }
}
