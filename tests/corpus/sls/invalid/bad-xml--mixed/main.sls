<sls>
  <web>text<test.nop/></web>
</sls>
