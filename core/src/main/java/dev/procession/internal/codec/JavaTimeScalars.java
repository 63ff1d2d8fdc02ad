package dev.procession.internal.codec;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The tagged forms of the values of {@code java.time}; apart from {@link Scalars} so that they are loaded only when
 * met.
 */
final class JavaTimeScalars {

    private JavaTimeScalars() {}

    @SuppressWarnings({"JavaInstantGetSecondsGetNano", "JavaDurationGetSecondsGetNano"}) // the seconds go before them
    static boolean write(int tag, Object value, ByteSink sink) {
        switch (tag) {
            case Tags.LOCAL_DATE -> putDate((LocalDate) value, sink);
            case Tags.LOCAL_TIME -> sink.putLong(((LocalTime) value).toNanoOfDay());
            case Tags.LOCAL_DATE_TIME -> putDateTime((LocalDateTime) value, sink);
            case Tags.INSTANT -> {
                sink.putSignedVarlong(((Instant) value).getEpochSecond());
                sink.putInt(((Instant) value).getNano());
            }
            case Tags.DURATION -> {
                sink.putSignedVarlong(((Duration) value).toSeconds());
                sink.putInt(((Duration) value).getNano());
            }
            case Tags.PERIOD -> {
                Period period = (Period) value;
                sink.putInt(period.getYears());
                sink.putInt(period.getMonths());
                sink.putInt(period.getDays());
            }
            case Tags.ZONED_DATE_TIME -> {
                ZonedDateTime time = (ZonedDateTime) value;
                putDateTime(time.toLocalDateTime(), sink);
                sink.putInt(time.getOffset().getTotalSeconds());
                sink.putString(time.getZone().getId());
            }
            case Tags.OFFSET_DATE_TIME -> {
                putDateTime(((OffsetDateTime) value).toLocalDateTime(), sink);
                sink.putInt(((OffsetDateTime) value).getOffset().getTotalSeconds());
            }
            case Tags.OFFSET_TIME -> {
                sink.putLong(((OffsetTime) value).toLocalTime().toNanoOfDay());
                sink.putInt(((OffsetTime) value).getOffset().getTotalSeconds());
            }
            case Tags.YEAR -> sink.putInt(((Year) value).getValue());
            case Tags.YEAR_MONTH -> {
                sink.putInt(((YearMonth) value).getYear());
                sink.putByte(((YearMonth) value).getMonthValue());
            }
            case Tags.MONTH_DAY -> {
                sink.putByte(((MonthDay) value).getMonthValue());
                sink.putByte(((MonthDay) value).getDayOfMonth());
            }
            case Tags.ZONE_OFFSET -> sink.putInt(((ZoneOffset) value).getTotalSeconds());
            case Tags.ZONE_REGION -> sink.putString(((ZoneId) value).getId());
            default -> {
                return false;
            }
        }
        return true;
    }

    static @Nullable Object read(int tag, ByteSource source) {
        return switch (tag) {
            case Tags.LOCAL_DATE -> getDate(source);
            case Tags.LOCAL_TIME -> LocalTime.ofNanoOfDay(source.getLong());
            case Tags.LOCAL_DATE_TIME -> getDateTime(source);
            case Tags.INSTANT -> Instant.ofEpochSecond(source.getSignedVarlong(), source.getInt());
            case Tags.DURATION -> Duration.ofSeconds(source.getSignedVarlong(), source.getInt());
            case Tags.PERIOD -> Period.of(source.getInt(), source.getInt(), source.getInt());
            case Tags.ZONED_DATE_TIME -> {
                LocalDateTime local = getDateTime(source);
                ZoneOffset offset = ZoneOffset.ofTotalSeconds(source.getInt());
                yield ZonedDateTime.ofInstant(local, offset, ZoneId.of(source.getString()));
            }
            case Tags.OFFSET_DATE_TIME ->
                OffsetDateTime.of(getDateTime(source), ZoneOffset.ofTotalSeconds(source.getInt()));
            case Tags.OFFSET_TIME ->
                OffsetTime.of(LocalTime.ofNanoOfDay(source.getLong()), ZoneOffset.ofTotalSeconds(source.getInt()));
            case Tags.YEAR -> Year.of(source.getInt());
            case Tags.YEAR_MONTH -> YearMonth.of(source.getInt(), source.getByte());
            case Tags.MONTH_DAY -> MonthDay.of(source.getByte(), source.getByte());
            case Tags.ZONE_OFFSET -> ZoneOffset.ofTotalSeconds(source.getInt());
            case Tags.ZONE_REGION -> ZoneId.of(source.getString());
            default -> null;
        };
    }

    private static void putDate(LocalDate date, ByteSink sink) {
        sink.putSignedVarlong(date.toEpochDay());
    }

    private static LocalDate getDate(ByteSource source) {
        return LocalDate.ofEpochDay(source.getSignedVarlong());
    }

    private static void putDateTime(LocalDateTime time, ByteSink sink) {
        putDate(time.toLocalDate(), sink);
        sink.putLong(time.toLocalTime().toNanoOfDay());
    }

    private static LocalDateTime getDateTime(ByteSource source) {
        return LocalDateTime.of(getDate(source), LocalTime.ofNanoOfDay(source.getLong()));
    }
}
