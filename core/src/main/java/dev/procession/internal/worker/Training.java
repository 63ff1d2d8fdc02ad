package dev.procession.internal.worker;
final class Training { static void run() {} private Training() {} }
